"""Eight ways round the state machine, every move: the database refuses by itself."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from articles import workflow as articles
from articles.history import hash_of
from articles.models import Article, Event, State
from citations import clock
from reviews import workflow as reviews
from tests import acts
from tests.people import PASSWORD, person

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def one_of_each(cast) -> dict[str, Article]:
    """An article in every state."""
    submitted = acts.submitted(cast)
    return {
        State.SUBMITTED: submitted,
        State.UNDER_REVIEW: acts.under_review(cast),
        State.CHANGES_REQUESTED: reviews.request_changes(acts.split(cast), by=cast.editor, reason="Soften it."),
        State.APPROVED: acts.approved(cast),
        State.REJECTED: articles.reject(acts.submitted(cast), by=cast.editor, reason="Out of scope."),
        State.WITHDRAWN: articles.withdraw(acts.submitted(cast), by=cast.author),
        State.RETIRED: articles.retire(acts.approved(cast), by=cast.editor, notice="Superseded."),
    }


def by_save(article: Article, state: str) -> None:
    Article(pk=article.pk, state=state).save(update_fields=["state"])


def by_update(article: Article, state: str) -> None:
    Article.objects.filter(pk=article.pk).update(state=state)


def by_bulk_update(article: Article, state: str) -> None:
    Article.objects.bulk_update([Article(pk=article.pk, state=state)], ["state"])


def by_dict(article: Article, state: str) -> None:
    article = acts.fresh(article)
    article.__dict__["state"] = state
    article.save()


def by_sql(article: Article, state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET state = %s WHERE id = %s", [state, article.pk])


def refused(way, *args) -> bool:
    try:
        with transaction.atomic():
            way(*args)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("way", [by_save, by_update, by_bulk_update, by_dict, by_sql])
def test_no_state_is_written_past_the_doors(one_of_each, way):
    went = [
        (source, target)
        for source, article in one_of_each.items()
        for target in State.values
        if target != source and not refused(way, article, target)
    ]
    assert went == []
    assert {source: acts.fresh(article).state for source, article in one_of_each.items()} == {s: s for s in State}


def test_nothing_is_created_in_any_state(cast):
    row = {
        "author": cast.author, "writers": [cast.author.pk], "specialty": "Musculoskeletal", "created_at": clock.now(),
        "changed_at": clock.now(), "waiting_since": clock.now(), "urgent_since": clock.now(),
    }  # fmt: skip

    def create(state: str) -> None:
        Article.objects.create(slug=f"made-{state}", state=state, **row)

    assert [state for state in State.values if not refused(create, state)] == []
    assert not Article.objects.exists()


def test_no_fixture_brings_a_state(one_of_each, tmp_path):
    def load(article: Article, state: str) -> None:
        call_command("dumpdata", "articles.article", primary_keys=str(article.pk), output=tmp_path / "a.json", verbosity=0)
        rows = json.loads((tmp_path / "a.json").read_text())
        rows[0]["fields"]["state"] = state
        (tmp_path / "a.json").write_text(json.dumps(rows))
        call_command("loaddata", tmp_path / "a.json", verbosity=0)

    went = [(s, t) for s, article in one_of_each.items() for t in State.values if t != s and not refused(load, article, t)]
    assert went == []


def test_the_admin_takes_no_state_even_from_a_superuser(one_of_each, cast):
    person("root", is_staff=True, is_superuser=True)
    admin = Client()
    admin.login(username="root", password=PASSWORD)
    for article in one_of_each.values():
        for state in State.values:
            admin.post(f"/admin/articles/article/{article.pk}/change/", {"state": state, "_save": "Save"})
    assert {source: acts.fresh(article).state for source, article in one_of_each.items()} == {s: s for s in State}


KINDS = (
    "submitted", "revised", "invited", "accepted", "declined", "signed", "approved", "overridden", "changes_requested",
    "rejected", "withdrawn", "update_dropped", "reopened", "retired", "finding_waived",
)  # fmt: skip

#: (state, event) that a forged but well-chained event of an editor moves: their conditions hold for these articles.
CONDITIONS_HOLD = {
    ("submitted", "rejected", "rejected"),
    ("submitted", "withdrawn", "withdrawn"),
    ("changes_requested", "rejected", "rejected"),
    ("changes_requested", "withdrawn", "withdrawn"),
    ("approved", "retired", "retired"),
}


def test_a_forged_event_moves_nothing_whose_conditions_do_not_hold(one_of_each, cast):
    """Every state x target x kind of event, each event properly chained, as raw SQL by the application's role."""
    went = set()
    for source, article in one_of_each.items():
        for target in State.values:
            for kind in KINDS:
                if target != source and _forged_move_passes(article, kind, target, cast.editor):
                    went.add((source, kind, target))
    assert went == CONDITIONS_HOLD


def _forged_move_passes(article: Article, kind: str, target: str, actor) -> bool:
    """Try it, tell whether the deferred guard let it pass, and roll it back."""
    article = acts.fresh(article)
    try:
        with transaction.atomic():
            event = Event(
                article=article, seq=article.event_seq + 1, kind=kind, at=clock.now(), actor=actor, before=article.state,
                after=target, text_digest="0" * 64, prev=article.event_head,
            )  # fmt: skip
            event.hash = hash_of(event)
            event.save()
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE articles_article SET state = %s, event_seq = %s, event_head = %s, retirement_notice = %s,"
                    " published_id = CASE WHEN %s = 'approved' THEN current_id ELSE published_id END WHERE id = %s",
                    [target, event.seq, event.hash, "Gone.", target, article.pk],
                )
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


STATEMENTS = {
    "edit an event": "UPDATE articles_event SET kind = 'approved'",
    "delete an event": "DELETE FROM articles_event",
    "truncate the events": "TRUNCATE articles_event CASCADE",
    "switch the guards off": "ALTER TABLE articles_article DISABLE TRIGGER ALL",
    "become a replica": "SET session_replication_role = replica",
    "edit a revision": "UPDATE articles_revision SET question = 'Other'",
    "edit a rendition": "UPDATE articles_rendition SET text = 'Other'",
    "edit an entry": "UPDATE articles_entry SET key = 'other'",
    "edit a review": "UPDATE reviews_review SET verdict = 'approve'",
    "delete a review": "DELETE FROM reviews_review",
    "delete an article": "DELETE FROM articles_article",
    "publish another revision": "UPDATE articles_article SET published_id = NULL, state = 'submitted'",
    "backdate a review": "UPDATE articles_article SET last_reviewed = '2020-01-01'",
    "forget a writer": "UPDATE articles_article SET writers = '{}'",
    "cut the head of the history": "UPDATE articles_article SET event_seq = 1",
    "reopen a closed round": "UPDATE reviews_round SET closed_at = NULL, outcome = ''",
    "lower a quorum": "UPDATE reviews_round SET seats = 1",
    "complete a seat without a signature": "UPDATE reviews_assignment SET state = 'completed'",
    "give a seat to somebody else": "UPDATE reviews_assignment SET board_member_id = board_member_id + 1",
    "make a table": "CREATE TABLE mine (id int)",
    "drop a guard": "DROP FUNCTION guard_article CASCADE",
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_the_applications_role_cannot(cast, what):
    acts.approved(cast)
    acts.under_review(cast)

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(STATEMENTS[what])

    assert refused(run)


def test_a_quorum_of_forged_rows_is_still_counted(cast):
    """A round closed as approved by hand, with one signature of two."""
    article = acts.under_review(cast)
    acts.signed(article.open_round.assignments.get())
    article = acts.fresh(article)
    opened = article.open_round

    def forge() -> None:
        event = Event(
            article=article, seq=article.event_seq + 1, kind="approved", at=clock.now(), before="under_review",
            after="approved", data={"round": opened.pk}, prev=article.event_head,
        )  # fmt: skip
        event.hash = hash_of(event)
        event.save()
        opened.close("approved", event.seq, event.at)
        Article.objects.filter(pk=article.pk).update(
            state="approved", published=article.current, event_seq=event.seq, event_head=event.hash
        )

    assert refused(forge)
