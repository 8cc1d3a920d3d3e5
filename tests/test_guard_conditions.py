"""Every legal edge without one of its conditions, as raw rows by the application's role: the database refuses by itself.

Each edge is forged whole once and passes, which shows that what is refused is refused for what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from articles import workflow as articles
from articles.history import hash_of
from articles.models import Article, Claim, Event, Finding, Revision
from citations import clock
from reviews import workflow as reviews
from reviews.models import Assignment, BoardMember, Review, Round
from tests import acts

pytestmark = pytest.mark.usefixtures("committed")


class Forgery:
    """A move of an article by hand: rows beside it, an event that tells of it, the article's own columns."""

    def __init__(self, article: Article, kind: str, target: str, actor) -> None:
        self.article = acts.fresh(article)
        self.event: dict = {"kind": kind, "after": target, "actor": actor, "text_digest": "0" * 64, "data": {}}
        self.columns: dict = {"state": target}
        self.beside: list[Callable[[], object]] = []
        #: How its round is closed; None leaves it open.
        self.outcome: str | None = None
        self.lacking: list[str] = []

    def passes(self) -> bool:
        """Try it, tell whether the database let it pass, and roll it back."""
        try:
            with transaction.atomic():
                self._write()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                transaction.set_rollback(True)
        except DatabaseError:
            return False
        return True

    def _write(self) -> None:
        article = self.article
        for act in self.beside:
            act()
        event = Event(
            article=article, seq=article.event_seq + 1, at=clock.now(), before=article.state, prev=article.event_head, **self.event
        )
        event.hash = hash_of(event)
        event.save()
        if self.outcome is not None:
            Round.objects.filter(pk=article.open_round.pk).update(
                outcome=self.outcome, closed_at=event.at, closed_seq=event.seq, lacking=self.lacking
            )
        Article.objects.filter(pk=article.pk).update(event_seq=event.seq, event_head=event.hash, **self.columns)


def changing(**columns: object) -> Callable[[Forgery], None]:
    return lambda forged: forged.columns.update(columns)


def telling(**said: object) -> Callable[[Forgery], None]:
    return lambda forged: forged.event.update(said)


def nothing(forged: Forgery) -> None:
    """The forgery as it is."""


def _by_a_writer(forged: Forgery) -> None:
    forged.event["actor"] = forged.article.author


def _round_left_open(forged: Forgery) -> None:
    forged.outcome = None


def _with_an_error(forged: Forgery) -> None:
    found = {"code": "forged", "severity": "error", "message": "Wrong.", "found_at": clock.now() - timedelta(seconds=1)}
    forged.beside.append(lambda: Finding.every.create(revision=forged.article.current, **found))


def _member(**columns: object) -> Callable[[Forgery], None]:
    """Something about the second signer."""
    return lambda forged: forged.beside.append(lambda: BoardMember.objects.filter(slug="chen").update(**columns))


def _seat(**columns: object) -> Callable[[Forgery], None]:
    """Something about the second signer's seat, which is given in the same go."""

    def change(forged: Forgery) -> None:
        waiting = forged.article.open_round.assignments.filter(board_member__slug="chen")
        keys = list(waiting.values_list("pk", flat=True))
        forged.beside.append(lambda: Assignment.objects.filter(pk__in=keys).update(**columns))

    return change


# --- submitted -> under_review -------------------------------------------------------------------------------------


def accepted(cast) -> Forgery:
    article = acts.submitted(cast)
    seat = reviews.invite(article, cast.rivera, by=cast.editor)
    forged = Forgery(article, "accepted", "under_review", cast.rivera.user)
    forged.event["data"] = {"round": seat.round_id}
    forged.beside.append(lambda: Assignment.objects.filter(pk=seat.pk).update(state="accepted", accepted_at=clock.now()))
    return forged


def _nobody_accepted(forged: Forgery) -> None:
    forged.beside.clear()


def _a_round_of_another_article(forged: Forgery) -> None:
    forged.event["data"] = {"round": 0}


# --- under_review -> approved --------------------------------------------------------------------------------------


def approved(cast) -> Forgery:
    """One of two signed through the door; the other signature, the round's end and the approval are forged."""
    article = acts.submitted(cast)
    first, second = (acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen))
    real = acts.signed(first)
    return _last_signature(real, second)


def _last_signature(real: Review, seat: Assignment) -> Forgery:
    """The one that completes the quorum, copied from a real one, with the approval that follows."""
    forged = Forgery(seat.round.article, "approved", "approved", None)
    forged.review = {field.attname: getattr(real, field.attname) for field in Review._meta.concrete_fields} | {
        "id": None, "assignment_id": seat.pk, "content_hash": forged.article.current.content_hash,
    }  # fmt: skip
    forged.beside += [
        lambda: Review.objects.create(**forged.review),
        lambda: Assignment.objects.filter(pk=seat.pk).update(state="completed", ended_at=clock.now()),
    ]
    forged.event["data"] = {"round": seat.round_id}
    forged.outcome = "approved"
    forged.columns["published"] = forged.article.current
    return forged


def corrected(cast) -> Forgery:
    """A minor correction of an approved article: the one signature of its short round is forged."""
    article = acts.approved(cast)
    real = Review.objects.first()
    articles.revise(article, acts.draft(acts.TEXT.replace("Rest the hip and", "Rest the hip, and")), by=cast.author)
    return _last_signature(real, acts.seated(article, cast.okafor, cast.editor))


def _in_question_since(forged: Forgery) -> None:
    doubt = Forgery(forged.article, "questioned", forged.article.state, None)
    doubt.columns["questioned"] = "notice"
    with transaction.atomic():
        doubt._write()
    forged.article = acts.fresh(forged.article)
    forged.columns["questioned"] = ""


def _as_if_overridden(forged: Forgery) -> None:
    forged.lacking = ["dissent"]


def _review(**columns: object) -> Callable[[Forgery], None]:
    return lambda forged: forged.review.update(columns)


def _not_signed(forged: Forgery) -> None:
    forged.beside.clear()


def _signer_is_a_writer(forged: Forgery) -> None:
    signer = forged.article.open_round.assignments.get(board_member__slug="chen").board_member.user_id
    forged.columns["writers"] = [*forged.article.writers, signer]


def _a_claim_nobody_judged(forged: Forgery) -> None:
    claim = {"identity": "forged", "text": "Take 800 mg.", "rendition": "clinician", "start": 0, "end": 4, "kind": "dose", "risk": "high"}
    forged.beside.append(lambda: Claim.objects.create(revision=forged.article.current, **claim))


def _first_signature_void(forged: Forgery) -> None:
    first = forged.article.open_round.assignments.get(board_member__slug="rivera")
    forged.beside.append(lambda: Assignment.objects.filter(pk=first.pk).update(void="A conflict came out."))


# --- the editor's decisions ----------------------------------------------------------------------------------------


def overridden(cast) -> Forgery:
    article = acts.split(cast)
    forged = Forgery(article, "overridden", "approved", cast.editor)
    forged.event["data"], forged.outcome, forged.lacking = {"round": article.open_round.pk}, "approved", ["dissent"]
    forged.columns["published"] = article.current
    return forged


def _by_a_signer(forged: Forgery) -> None:
    forged.event["actor"] = forged.article.open_round.signed[0].board_member.user


def _not_said_what_was_settled(forged: Forgery) -> None:
    forged.lacking = []


def _nobody_approved(forged: Forgery) -> None:
    seat = forged.article.open_round.assignments.get(review__verdict="approve")
    forged.beside.append(lambda: Assignment.objects.filter(pk=seat.pk).update(unconfirmed=True))


def changes_requested(cast) -> Forgery:
    forged = Forgery(acts.split(cast), "changes_requested", "changes_requested", cast.editor)
    forged.outcome = "changes_requested"
    return forged


def unopposed(cast) -> Forgery:
    article = acts.under_review(cast)
    acts.signed(article.open_round.assignments.get())
    forged = Forgery(article, "changes_requested", "changes_requested", cast.editor)
    forged.outcome = "changes_requested"
    return forged


def one_seat_open(cast) -> Forgery:
    article = acts.under_review(cast)
    acts.signed(article.open_round.assignments.get())
    acts.seated(article, cast.chen, cast.editor)
    forged = Forgery(article, "overridden", "approved", cast.editor)
    forged.event["data"], forged.outcome, forged.lacking = {"round": forged.article.open_round.pk}, "approved", ["dissent"]
    forged.columns["published"] = forged.article.current
    return forged


def rejected(cast) -> Forgery:
    return Forgery(acts.submitted(cast), "rejected", "rejected", cast.editor)


def withdrawn(cast) -> Forgery:
    return Forgery(acts.submitted(cast), "withdrawn", "withdrawn", cast.author)


def retired(cast) -> Forgery:
    forged = Forgery(acts.approved(cast), "retired", "retired", cast.editor)
    forged.columns["retirement_notice"] = "Superseded."
    return forged


def reopened(cast) -> Forgery:
    article = acts.approved(cast)
    forged = Forgery(article, "reopened", "under_review", cast.editor)
    forged.columns["questioned"] = "report"

    def open_round() -> None:
        opened = article.rounds.open_for(article, forged.cause, article.policy, clock.now())
        forged.event["data"] = {"round": opened.pk}

    forged.cause = "report"
    forged.beside.append(open_round)
    return forged


def _for_another_cause(forged: Forgery) -> None:
    forged.cause = "notice"


# --- revisions -----------------------------------------------------------------------------------------------------


def revised(cast) -> Forgery:
    forged = Forgery(acts.under_review(cast), "revised", "submitted", cast.author)
    forged.columns["current"] = _another_revision(forged.article, 2)
    forged.outcome = "superseded"
    return forged


def _another_revision(article: Article, number: int) -> Revision:
    said = {f.attname: getattr(article.current, f.attname) for f in Revision._meta.concrete_fields if f.attname != "id"}
    return Revision.objects.create(**said | {"number": number, "content_hash": f"{number:064}"})


def _to_an_older_one(forged: Forgery) -> None:
    forged.columns["current"] = _another_revision(forged.article, 0)


def _to_anothers(forged: Forgery) -> None:
    stranger = articles.submit(acts.draft(question="Another question?"), by=forged.article.author)
    forged.columns["current"] = _another_revision(stranger, 9)


def update_dropped(cast) -> Forgery:
    article = acts.approved(cast)
    articles.revise(article, acts.draft("Something else [1].", references=1), by=cast.author)
    forged = Forgery(article, "update_dropped", "approved", cast.author)
    forged.columns["current"] = forged.article.published
    return forged


def _not_back_to_what_was_approved(forged: Forgery) -> None:
    del forged.columns["current"]


def _to_a_review_that_nobody_opened(forged: Forgery) -> None:
    forged.event["after"] = forged.columns["state"] = "under_review"


YESTERDAY = timedelta(days=-1)
LACKS: dict[Callable, dict[str, Callable[[Forgery], None]]] = {
    accepted: {
        "nobody accepted": _nobody_accepted, "no such round": _a_round_of_another_article, "an error is open": _with_an_error,
    },
    approved: {
        "one signature of two": _not_signed, "the second objects": _review(verdict="request_changes"),
        "of another text": _review(content_hash="0" * 64), "not read": _review(renditions=[]),
        "nobody looked for conflicts": _review(exclusions=None), "the first is void": _first_signature_void,
        "no licence any more": _member(licence_expires=clock.today() + YESTERDAY),
        "a licence nobody verified": _member(licence_verified_at=None),
        "a revoked licence": _member(licence_revoked_at=clock.today() + YESTERDAY),
        "news unconfirmed": _seat(unconfirmed=True), "the signature void": _seat(void="A conflict came out."),
        "the signer wrote it": _signer_is_a_writer, "an error is open": _with_an_error,
        "a claim nobody judged": _a_claim_nobody_judged, "the round is open": _round_left_open,
        "of no round": telling(data={}), "nothing is published": changing(published=None), "in doubt": changing(questioned="report"),
        "as if overridden": _as_if_overridden,
    },
    corrected: {"not signed": _not_signed, "in question since": _in_question_since},
    overridden: {
        "nobody did": telling(actor=None), "no reason": telling(text_digest=""), "by a writer": _by_a_writer,
        "by a signer": _by_a_signer, "without what it settled": _not_said_what_was_settled,
        "nobody approved": _nobody_approved, "the round is open": _round_left_open, "of no round": telling(data={}),
        "an error is open": _with_an_error,
    },
    changes_requested: {
        "nobody did": telling(actor=None), "no reason": telling(text_digest=""), "by a writer": _by_a_writer,
        "the round is open": _round_left_open,
    },
    rejected: {"nobody did": telling(actor=None)},
    withdrawn: {"nobody did": telling(actor=None)},
    retired: {
        "nobody did": telling(actor=None), "no reason": telling(text_digest=""), "no notice": changing(retirement_notice=""),
    },
    reopened: {
        "no cause": changing(questioned=""), "no round": lambda forged: forged.beside.clear(),
        "a round for another cause": _for_another_cause,
    },
    revised: {
        "nothing is new": lambda forged: forged.columns.pop("current"), "older": _to_an_older_one, "another article's": _to_anothers,
        "the round is open": _round_left_open,
    },
    update_dropped: {
        "the update stays": _not_back_to_what_was_approved, "to a review nobody opened": _to_a_review_that_nobody_opened,
    },
}  # fmt: skip
CASES = [(edge, lack) for edge, lacks in LACKS.items() for lack in lacks]


@pytest.mark.parametrize("edge", LACKS, ids=lambda edge: edge.__name__)
def test_an_edge_with_its_event_and_all_conditions_passes(cast, edge):
    assert edge(cast).passes()


@pytest.mark.parametrize(("edge", "lack"), CASES, ids=lambda said: getattr(said, "__name__", said))
def test_an_edge_without_one_of_its_conditions_does_not(cast, edge, lack):
    forged = edge(cast)
    LACKS[edge][lack](forged)
    assert not forged.passes()


@pytest.mark.parametrize("edge", [unopposed, one_seat_open], ids=lambda edge: edge.__name__)
def test_an_editor_decides_nothing_that_the_board_did_not_leave_to_them(cast, edge):
    assert not edge(cast).passes()
