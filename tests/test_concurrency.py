"""Many people at one door at once: one gets through, the others get a typed answer."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from articles import workflow as articles
from articles.doors import locked
from articles.errors import Duplicate, Refusal
from articles.history import first_break
from articles.models import Article, State
from reviews import workflow as reviews
from reviews.models import Assignment, Review, Round
from tests import acts
from tests.client import Keyed, body
from tests.crowd import at_once

pytestmark = pytest.mark.usefixtures("committed")


def outcome(result: object) -> str:
    return type(result).__name__


def test_a_hundred_overrides_at_once_approve_once(cast):
    article = acts.split(cast)
    results = at_once([lambda: reviews.approve(article, by=cast.editor, reason="Settled.")] * 100)
    assert Counter(map(outcome, results)) == {"Article": 1, "WrongState": 99}
    assert article.events.filter(kind="overridden").count() == 1
    assert not first_break(acts.fresh(article))


def test_a_hundred_overrides_over_the_api_answer_one_200_and_99_409(cast):
    article = acts.split(cast)
    editor = Keyed(cast.editor)
    results = at_once([lambda: editor.send(f"articles/{article.pk}/approve/", {"reason": "Settled."}).status_code] * 100)
    assert Counter(results) == {200: 1, 409: 99}


def test_the_completing_signature_given_fifty_times_at_once_signs_once(cast):
    article = acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    seat = acts.seated(article, cast.chen, cast.editor)
    signing, proof = acts.signing(article), acts.proof(cast.chen.user)
    results = at_once([lambda: reviews.sign(seat, signing, by=cast.chen.user, proof=proof)] * 50)
    assert Counter(map(outcome, results)) == {"Review": 1, "WrongState": 49}
    assert acts.fresh(article).state == State.APPROVED
    assert Review.objects.count() == 2


def test_both_members_signing_at_once_approve_once(cast):
    for _ in range(10):
        article = acts.submitted(cast)
        seats = [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]
        at_once([lambda seat=seat: acts.signed(seat) for seat in seats])
        assert acts.fresh(article).state == State.APPROVED
        assert article.events.filter(kind="approved").count() == 1


def test_a_revision_and_the_last_signature_at_once_never_approve_what_was_not_shown(cast):
    for turn in range(25):
        article = acts.under_review(cast)
        acts.signed(Assignment.objects.get(round__article=article))
        seat = acts.seated(article, cast.chen, cast.editor)
        signing = acts.signing(article)
        met = at_once([
            lambda: articles.revise(article, acts.draft(f"{acts.TEXT}\nTurn {turn}."), by=cast.author),
            lambda: reviews.sign(seat, signing, by=cast.chen.user, proof=acts.proof(cast.chen.user)),
        ])  # fmt: skip
        assert all(isinstance(result, Refusal) for result in met if isinstance(result, Exception)), met
        article = acts.fresh(article)
        assert article.published is None or article.published.content_hash == signing.content_hash
        assert article.state == State.SUBMITTED or article.published_id == article.current_id


def test_a_door_that_waited_for_a_revision_sees_that_revision(cast):
    article = acts.submitted(cast)
    waiting = threading.Event()

    def revise() -> None:
        with transaction.atomic():
            articles.revise(article, acts.draft(f"{acts.TEXT}\nIt is new."), by=cast.author)
            waiting.wait(10)

    def look() -> tuple[int, int]:
        while not held():
            time.sleep(0.01)
        threading.Timer(0.3, waiting.set).start()
        with transaction.atomic():
            seen = locked(article)
            return seen.current_id, seen.current.number

    def held() -> bool:
        with transaction.atomic():
            return not Article.objects.select_for_update(skip_locked=True).filter(pk=article.pk).exists()

    _, seen = at_once([revise, look])
    assert seen == (acts.fresh(article).current_id, 2)


def test_ten_first_invitations_at_once_open_one_round(cast):
    article = acts.submitted(cast)
    members = [cast.rivera, cast.chen, cast.okafor, cast.haddad]
    at_once([lambda m=member: reviews.invite(article, m, by=cast.editor) for member in members])
    assert Round.objects.count() == 1
    assert Assignment.objects.count() == 4


def test_the_same_external_id_submitted_at_once_makes_one_article(cast):
    draft = acts.draft(external_id="pipeline-42")
    results = at_once([lambda: articles.submit(draft, by=cast.author)] * 10)
    assert Counter(map(outcome, results)) == {"Article": 1, Duplicate.__name__: 9}
    assert Article.objects.count() == 1


def test_the_same_question_submitted_at_once_gets_different_slugs(cast):
    results = at_once([lambda: articles.submit(acts.draft(), by=cast.author)] * 10)
    assert not [result for result in results if isinstance(result, Exception)]
    assert Article.objects.values("slug").distinct().count() == 10


def test_a_taken_slug_gets_an_ending_that_no_two_share(cast):
    """Of six digits two met within two thousand articles, and whoever came second got an error."""
    acts.submitted(cast)
    assert len(acts.submitted(cast).slug.rpartition("-")[2]) == 16


def test_one_idempotency_key_sent_fifty_times_at_once_makes_one_article_and_one_answer(cast):
    author = Keyed(cast.author)
    answers = at_once([lambda: author.send("articles/", body(), **{"Idempotency-Key": "k"})] * 50)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Article.objects.count() == 1


def test_fifty_writers_at_once_fork_no_history(cast):
    article = acts.submitted(cast, references=12)
    findings = list(article.current.findings.all())
    at_once([lambda f=f: articles.waive(f, by=cast.editor, reason="Known.") for f in findings * 5])
    article = acts.fresh(article)
    assert article.event_seq == 1 + len(findings)
    assert not first_break(article)


def test_refusals_are_typed(cast):
    article = acts.split(cast)
    results = at_once([
        lambda: reviews.approve(article, by=cast.editor, reason="Settled."),
        lambda: reviews.request_changes(article, by=cast.editor, reason="Soften it."),
        lambda: articles.reject(article, by=cast.editor, reason="No."),
        lambda: articles.withdraw(article, by=cast.author),
    ])  # fmt: skip
    assert any(isinstance(result, Article) for result in results)
    assert all(isinstance(result, Article | Refusal) for result in results)


def test_fifty_writers_at_once_make_one_chain_without_a_fork(cast):
    article = acts.submitted(cast)
    tiers = ["low", "medium", "high"]
    results = at_once(
        [lambda n=n: articles.rate(article, by=cast.editor, tier=tiers[n % 3], reason=f"Reason {n}.") for n in range(50)]
    )
    assert Counter(map(outcome, results)) == {"Article": 50}
    after = acts.fresh(article)
    assert list(after.events.order_by("seq").values_list("seq", flat=True)) == list(range(1, 52))
    assert not first_break(after)


def test_a_row_is_locked_within_a_transaction_or_not_at_all(cast):
    article = acts.submitted(cast)
    with pytest.raises(TransactionManagementError):
        locked(article)
