"""Figures that take long are reckoned by the clock, and pages show what it kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from citations import clock
from reviews import record
from reviews.editors import calibration, keeping, stats
from reviews.models import KeptFigures
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow(monkeypatch):
    """However quick they are, they count as slow."""
    monkeypatch.setattr(keeping, "SLOW", 0)


def test_quick_figures_are_always_those_of_now(cast):
    keeping.keep()
    acts.submitted(cast)
    assert keeping.figures(clock.now()).flow.owed == 2
    assert not KeptFigures.objects.exists()


def test_slow_figures_are_those_that_were_kept(cast, slow):
    acts.submitted(cast)
    keeping.keep()
    acts.submitted(cast)
    assert keeping.figures(clock.now()).flow.owed == 2
    with clock.shifted(seconds=3600):
        keeping.keep()
    assert keeping.figures(clock.now()).flow.owed == 4


def test_what_took_long_is_not_reckoned_again_at_once(cast, slow):
    keeping.keep()
    KeptFigures.objects.update(seconds=60)
    before = KeptFigures.objects.get(pk="dashboard").at
    with clock.shifted(seconds=19 * 60):
        keeping.keep()
    assert KeptFigures.objects.get(pk="dashboard").at == before
    with clock.shifted(seconds=21 * 60):
        keeping.keep()
    assert KeptFigures.objects.get(pk="dashboard").at > before


def test_kept_thanks_count_what_was_signed_since(cast, slow):
    acts.approved(cast)
    reckoned = record.thanks(cast.rivera)
    keeping.keep()
    assert record.thanks(cast.rivera) == reckoned
    acts.approved(cast, question="Another?")
    assert record.thanks(cast.rivera).reviews == reckoned.reviews + 1


def test_whoever_signed_nothing_is_thanked_for_nothing(cast, slow):
    keeping.keep()
    assert record.thanks(cast.haddad) == record.Thanks(0, 0, 0)


def test_what_became_quick_again_is_kept_no_more(cast, slow, monkeypatch):
    keeping.keep()
    monkeypatch.setattr(keeping, "SLOW", 60)
    with clock.shifted(seconds=3600):
        keeping.keep()
    assert not KeptFigures.objects.exists()


def test_kept_figures_say_what_reckoned_ones_do(cast, slow):
    acts.approved(cast)
    acts.split(cast)
    now = clock.now()
    reckoned = stats.figures(now), calibration.calibration(now)
    keeping.keep()
    kept = keeping.figures(now), keeping.agreement(now)
    assert [found.as_json() for found in kept] == [found.as_json() | _moment(found) for found in reckoned]


def _moment(found) -> dict:
    """When they were reckoned differs by the moments between."""
    return {"at": KeptFigures.objects.get(pk="dashboard").at} if hasattr(found, "at") else {}


def test_kept_disagreements_have_both_sentences(cast, slow):
    for amount in (1200, 2400):
        acts.submitted(cast, text=f"Adults take no more than {amount} mg of ibuprofen a day [1]. Rest helps [2].\n")
    reckoned = keeping.contradictions(clock.now())
    keeping.keep()
    assert keeping.contradictions(clock.now()) == reckoned != []


def test_the_dashboard_tells_of_which_moment_it_is(cast, slow):
    with clock.shifted(hours=-3):
        keeping.keep()
        then = clock.now()
    page = said(Visitor(cast.editor).get("/admin/dashboard/"))
    assert f"As of {then:%-d %b %Y, %H:}" in page
    assert clock.now() - KeptFigures.objects.get(pk="dashboard").at > timedelta(hours=2)


def test_the_api_tells_it_too(cast, slow):
    keeping.keep()
    assert Keyed(cast.editor).read("stats/").json()["at"].startswith(f"{clock.now():%Y-%m-%dT%H:}")
