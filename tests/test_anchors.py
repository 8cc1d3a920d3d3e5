"""Heads written outside the database: what is anchored cannot be cut off unseen."""

from __future__ import annotations

import json

import psycopg
import pytest
from django.core.management import CommandError, call_command

from articles.anchors import anchor, anchored
from articles.models import Event
from tests import acts, stack


@pytest.fixture
def folder(settings, tmp_path):
    settings.HISTORY_ANCHORS = str(tmp_path / "anchors")
    return tmp_path / "anchors"


def test_the_head_of_every_article_is_anchored(cast, folder):
    one, two = acts.submitted(cast), acts.approved(cast, question="Another?")
    assert anchor() == 2
    assert anchored(folder) == {a.pk: (a.event_seq, a.event_head) for a in (one, two)}


def test_only_what_changed_is_anchored_again(cast, folder):
    acts.submitted(cast)
    anchor()
    assert anchor() == 0
    changed = acts.submitted(cast, question="Another?")
    assert anchor() == 1
    assert anchored(folder)[changed.pk] == (changed.event_seq, changed.event_head)


def test_what_is_whole_verifies_against_its_anchors(cast, folder, capsys):
    acts.approved(cast)
    call_command("anchor_history")
    call_command("verify_history")
    assert "1 articles, every history whole; 1 anchored heads checked" in capsys.readouterr().out


@pytest.mark.usefixtures("committed")
def test_a_tail_cut_together_with_its_head_is_found(cast, folder):
    article = acts.approved(cast)
    anchor()
    last = Event.objects.get(article=article, seq=7)
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE articles_article SET event_seq = 7, event_head = %s", [last.hash])
        superuser.execute("DELETE FROM articles_event WHERE seq = 8")
    with pytest.raises(CommandError, match="event 8 is not the one that was anchored"):
        call_command("verify_history")


@pytest.mark.usefixtures("committed")
def test_an_article_that_was_removed_with_its_history_is_found(cast, folder):
    article = acts.submitted(cast)
    acts.submitted(cast, question="Another?")
    anchor()
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("DELETE FROM articles_event WHERE article_id = %s", [article.pk])
        superuser.execute("DELETE FROM articles_article WHERE id = %s", [article.pk])
    with pytest.raises(CommandError, match=f"article {article.pk} is anchored but gone"):
        call_command("verify_history")


def test_a_file_that_holds_no_heads_is_refused_with_its_line(cast, folder, tmp_path):
    acts.submitted(cast)
    wrong = tmp_path / "heads.jsonl"
    wrong.write_text(json.dumps({"article": 1, "seq": 1, "hash": "0"}) + "\nnonsense\n")
    with pytest.raises(CommandError, match="line 2"):
        call_command("verify_history", head=wrong)


def test_a_file_that_is_not_there_is_said_so(cast, folder, tmp_path):
    with pytest.raises(CommandError, match="does not exist"):
        call_command("verify_history", head=tmp_path / "none.json")
