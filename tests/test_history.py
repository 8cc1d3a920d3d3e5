"""The history: chained, and found out when tampered with."""

from __future__ import annotations

import json
import re

import psycopg
import pytest
from django.core.management import CommandError, call_command

from articles import history
from articles import workflow as articles
from articles.history import first_break
from articles.models import Event, EventText
from tests import acts, stack
from tests.crowd import at_once


def test_a_whole_history_verifies(cast, capsys):
    acts.approved(cast)
    call_command("verify_history")
    assert "1 articles, every history whole" in capsys.readouterr().out


def test_the_words_of_an_event_can_be_erased_and_the_chain_stays_whole(cast):
    article = acts.submitted(cast, note="Written with J. Doe.")
    EventText.objects.update(text="", erased_at=article.created_at)
    assert not first_break(acts.fresh(article))


def test_altered_words_are_found(cast):
    article = acts.submitted(cast, note="Written with J. Doe.")
    EventText.objects.update(text="Written alone.")
    assert "words of event 1" in first_break(acts.fresh(article))


TAMPERINGS = {
    "an edited kind": ("UPDATE articles_event SET kind = 'rejected' WHERE seq = 3", "event 3"),
    "an edited actor": ("UPDATE articles_event SET actor_id = NULL WHERE seq = 2", "event 2"),
    "an edited date": ("UPDATE articles_event SET at = at - interval '1 day' WHERE seq = 4", "event 4"),
    "edited data": ("UPDATE articles_event SET data = '{}' WHERE seq = 2", "event 2"),
    "a deleted event": ("DELETE FROM articles_event WHERE seq = 3", "event 3"),
    "a deleted first event": ("DELETE FROM articles_event WHERE seq = 1", "event 1"),
    "a cut tail": ("DELETE FROM articles_event WHERE seq = 8", "ends at event 7"),
    "swapped events": (
        "UPDATE articles_event SET seq = 102 WHERE seq = 2; UPDATE articles_event SET seq = 2 WHERE seq = 3;"
        " UPDATE articles_event SET seq = 3 WHERE seq = 102",
        "event 2",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
@pytest.mark.usefixtures("committed")
def test_the_command_finds(cast, what):
    acts.approved(cast)
    statements, trouble = TAMPERINGS[what]
    _as_superuser(statements)
    with pytest.raises(CommandError, match=trouble):
        call_command("verify_history")


@pytest.mark.usefixtures("committed")
def test_a_tail_cut_together_with_the_articles_head_is_found_by_the_anchor(cast, tmp_path):
    article = acts.approved(cast)
    anchor = tmp_path / "heads.json"
    anchor.write_text(json.dumps({article.pk: [article.event_seq, article.event_head]}))
    last = Event.objects.get(seq=7)
    _as_superuser(
        f"UPDATE articles_article SET event_seq = 7, event_head = '{last.hash}'; DELETE FROM articles_event WHERE seq = 8"
    )
    call_command("verify_history")
    with pytest.raises(CommandError, match="anchored"):
        call_command("verify_history", head=anchor)


@pytest.mark.usefixtures("committed")
def test_what_is_written_during_a_check_is_no_false_alarm(cast, monkeypatch):
    acts.submitted(cast)
    last = acts.submitted(cast)
    real, written = history.hash_of, []

    def meanwhile(event: Event) -> str:
        if not written:
            written.append(1)
            at_once([lambda: articles.withdraw(last, by=cast.author)])
        return real(event)

    with monkeypatch.context() as slow:
        slow.setattr(history, "hash_of", meanwhile)
        call_command("verify_history")
    assert acts.fresh(last).event_seq == 2


def test_a_thousand_articles_are_checked_in_two_queries(cast, django_assert_num_queries):
    for _ in range(3):
        acts.approved(cast)
    with django_assert_num_queries(3):  # the last finds no more of them
        call_command("verify_history")


def test_parts_check_every_article_once(cast, tmp_path, capsys):
    made = [acts.submitted(cast) for _ in range(3)]
    anchors = tmp_path / "heads.json"
    anchors.write_text(json.dumps({article.pk: [article.event_seq, article.event_head] for article in made}))
    for part in ("1/2", "2/2"):
        call_command("verify_history", f"--part={part}", f"--head={anchors}")
    said = capsys.readouterr().out
    assert sorted(re.findall(r"(\d) articles", said)) == sorted(re.findall(r"(\d) anchored", said)) == ["1", "2"]


@pytest.mark.usefixtures("committed")
def test_a_broken_history_is_found_by_its_part_alone(cast):
    article = acts.submitted(cast)
    _as_superuser("DELETE FROM articles_event")
    own, other = ("1/2", "2/2") if article.pk % 2 == 0 else ("2/2", "1/2")
    call_command("verify_history", f"--part={other}")
    with pytest.raises(CommandError, match=f"article {article.pk}"):
        call_command("verify_history", f"--part={own}")


@pytest.mark.parametrize("part", ["0/4", "5/4", "2", "a/b", "1/0"])
def test_what_is_no_part_is_refused(part):
    with pytest.raises(CommandError, match="the second of four is 2/4"):
        call_command("verify_history", f"--part={part}")


def _as_superuser(statements: str) -> None:
    """What somebody with the whole database in hand could do."""
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for statement in statements.split(";"):
            superuser.execute(statement)
