"""Who is asked first: the article's specialty, then who has room and is there; and what the editor is told of each."""

from __future__ import annotations

from datetime import timedelta

from articles.intake import Writer
from articles.models import Policy
from citations import clock
from reviews import desk
from reviews import workflow as reviews
from reviews.models import BoardMember
from reviews.rules import DECLARED_DAYS
from tests import acts


def ranked(article) -> dict[str, tuple[int, list[str]]]:
    """Score and reasons by username, best first."""
    return {c.member.user.username: (c.score, c.reasons) for c in desk.candidates(article)}


def test_who_has_room_comes_before_who_has_less(cast):
    assert cast.rivera and cast.chen and cast.okafor
    for _ in range(2):
        reviews.invite(acts.submitted(cast), cast.chen, by=cast.editor)
    cast.chen.capacity = 4
    cast.chen.save()
    found = ranked(acts.submitted(cast))
    assert list(found) == ["rivera", "chen", "okafor"]
    assert {name: score for name, (score, _) in found.items()} == {"rivera": 150, "chen": 125, "okafor": 50}
    assert found["chen"][1][:2] == ["specialty Musculoskeletal", "2 of 4 open assignments"]
    assert found["okafor"][1][0] == "another specialty (Cardiovascular)"


def test_who_is_away_or_full_comes_after_who_is_not(cast):
    today = clock.today()
    assert cast.okafor
    BoardMember.objects.filter(pk=cast.rivera.pk).update(away_from=today, away_until=today + timedelta(days=9))
    reviews.invite(acts.submitted(cast), cast.chen, by=cast.editor)
    BoardMember.objects.filter(pk=cast.chen.pk).update(capacity=1)
    found = ranked(acts.submitted(cast))
    assert {name: score for name, (score, _) in found.items()} == {"rivera": 70, "chen": 60, "okafor": 50}
    assert f"away until {today + timedelta(days=9):%d %B %Y}" in found["rivera"][1]


def test_an_overridden_conflict_is_named_by_its_kind(cast):
    article = acts.submitted(cast)
    BoardMember.objects.filter(pk=cast.rivera.pk).update(interests_declared_on=None)
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="They declare by mail.")
    assert "conflict overridden: undeclared" in ranked(article)["rivera"][1]


def test_an_overridden_conflict_with_somebody_names_nobody(cast):
    article = acts.submitted(cast, contributors=(Writer("Pat Rivera"),))
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="Another Pat Rivera.")
    assert "conflict overridden: namesake" in ranked(article)["rivera"][1]


def test_old_interests_are_told_from_the_day_after_their_year(cast):
    today = clock.today()
    told = [f"interests last declared on {today - timedelta(days=days):%d %B %Y}" for days in (DECLARED_DAYS, DECLARED_DAYS + 1)]
    for days, words, expected in ((DECLARED_DAYS, told[0], False), (DECLARED_DAYS + 1, told[1], True)):
        BoardMember.objects.filter(pk=cast.rivera.pk).update(interests_declared_on=today - timedelta(days=days))
        assert (words in ranked(acts.submitted(cast))["rivera"][1]) is expected


def test_who_is_asked_when_every_audience_has_a_reviewer_speaks_for_none(cast):
    Policy.objects.update(reviewer_per_audience=True)
    article = acts.submitted(cast)
    seats = [reviews.invite(article, member, by=cast.editor) for member in (cast.rivera, cast.chen)]
    assert [seat.audience for seat in seats] == ["clinician", ""]
