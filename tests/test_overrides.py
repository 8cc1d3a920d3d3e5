"""What an editor's override settles is told to readers word for word, and nobody settles what is their own."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User

from articles import workflow as articles
from articles.doors import actions
from articles.errors import NotAllowed, Unmet
from articles.intake import Writer
from articles.models import Article, Policy, State
from articles.statements import keys
from reviews import workflow as reviews
from reviews.models import BoardMember
from tests import acts
from tests.client import Keyed
from tests.test_doubts import COMMA, HIGH, MORE
from tests.test_pages import text_of

FOR_TWO = {"clinician": acts.TEXT, "patient": "Rest the hip and walk as pain allows [1]. Strengthen it later [2].\n"}


def editing(member: BoardMember) -> User:
    """Their account, in the editors' role as well."""
    member.user.groups.add(Group.objects.get(name="managing editor"))
    return User.objects.get(pk=member.user_id)


def unjudged(cast) -> Article:
    """Two approvals; its risky claim is outside the field of both."""
    article = acts.submitted(cast, text=HIGH)
    for seat in [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]:
        claims = {claim.identity: "outside_my_field" for claim in article.current.claims.all()}
        acts.signed(seat, claims=claims)
    return acts.fresh(article)


def without_specialist(cast) -> Article:
    article = acts.submitted(cast, specialty="Neurologic")
    for seat in [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]:
        acts.signed(seat)
    return acts.fresh(article)


def without_reader_of_an_audience(cast) -> Article:
    Policy.objects.update(reviewer_per_audience=True)
    article = acts.submitted(cast, renditions=FOR_TWO)
    invited = [reviews.invite(article, m, by=cast.editor, audience="clinician") for m in (cast.rivera, cast.chen)]
    for seat in [reviews.accept(seat, by=seat.board_member.user) for seat in invited]:
        acts.signed(seat)
    return acts.fresh(article)


@pytest.mark.parametrize(
    ("arrange", "lacking", "said"),
    [
        (acts.split, ["dissent"], "the board did not agree"),
        (without_specialist, ["specialty"], "too few physicians of its specialty signed"),
        (without_reader_of_an_audience, ["audience"], "no physician signed for some of its readers"),
        (unjudged, ["claims"], "some statements of high risk were not confirmed by a physician"),
    ],
)  # fmt: skip
def test_readers_are_told_what_an_override_settled(client, cast, arrange, lacking, said):
    article = reviews.approve(arrange(cast), by=cast.editor, reason="Settled.")
    assert article.approving_round.lacking == lacking
    assert f"Approved by an editor's decision: {said}. " in text_of(client, article)
    assert Keyed().read(f"public/articles/{article.slug}/").json()["review_history"]["overridden"]


def test_an_approval_by_the_board_alone_lacks_nothing(cast):
    assert acts.approved(cast).approving_round.lacking == []


def test_readers_are_told_of_the_override_of_a_correction(client, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(COMMA), by=cast.author)
    seats = [acts.seated(article, member, cast.editor) for member in (cast.okafor, cast.chen)]
    acts.signed(seats[0], "request_changes")
    acts.signed(seats[1])
    reviews.approve(article, by=cast.editor, reason="A comma.")
    assert "Approved by an editor's decision: the board did not agree." in text_of(client, article)


def test_a_signed_statement_tells_of_every_override(cast, settings, tmp_path):
    settings.STATEMENT_KEYS = str(tmp_path / "keys")
    keys.make()
    article = reviews.approve(unjudged(cast), by=cast.editor, reason="Settled.")
    said = Keyed().read(f"public/articles/{article.slug}/statement/").json()["statement"]
    assert said["decided_by_editor"]


def test_nobody_settles_a_round_in_which_they_signed(cast):
    article, signer = acts.split(cast), editing(cast.rivera)
    assert "approve" not in actions(article, signer)
    with pytest.raises(NotAllowed, match="You signed in this round"):
        reviews.approve(article, by=signer, reason="I am right.")
    assert "approve" in actions(article, cast.editor)


def test_nobody_overrides_their_own_conflict(cast):
    BoardMember.objects.filter(pk=cast.rivera.pk).update(interests_declared_on=None)
    article = acts.submitted(cast)
    with pytest.raises(NotAllowed, match="Nobody overrides their own conflict"):
        reviews.overrule(article, cast.rivera, by=editing(cast.rivera), reason="I am fine.")


def test_an_override_counts_no_more_once_its_editor_is_a_writer(committed, cast):
    BoardMember.objects.filter(pk=cast.rivera.pk).update(interests_declared_on=None)
    article, editor = acts.submitted(cast), editing(cast.haddad)
    reviews.overrule(article, cast.rivera, by=editor, reason="Nothing to declare.")
    writers = (Writer("A. Writer"), Writer("Pat Haddad", "", "", editor.pk))
    articles.revise(article, acts.draft(MORE, contributors=writers), by=cast.author)
    with pytest.raises(Unmet, match="declared"):
        reviews.invite(article, cast.rivera, by=cast.editor)
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="Nothing to declare.")
    assert acts.approved_again(article, cast).state == State.APPROVED
