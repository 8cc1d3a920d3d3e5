"""`/metrics` tells what waits, to who brings the token; the alert rules ask for figures that there are."""

from __future__ import annotations

import re

import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from articles import failures, questions
from articles.tasks import anchor, sweep, tidy
from citations import clock
from tests import acts
from tests.stack import ROOT

TOKEN = "a-token-for-the-scraper"


@pytest.fixture
def figures(settings):
    settings.METRICS_TOKEN = TOKEN

    def read() -> dict:
        answer = Client(headers={"Authorization": f"Bearer {TOKEN}"}).get("/metrics")
        families = text_string_to_metric_families(answer.content.decode())
        return {f.name.removeprefix("medreview_"): f.samples[0].value if f.samples else None for f in families}

    return read


@pytest.mark.parametrize("sent", ["", "Bearer wrong", "Bearer "])
def test_without_the_token_there_is_no_such_page(db, settings, sent):
    settings.METRICS_TOKEN = TOKEN
    assert Client(headers={"Authorization": sent}).get("/metrics").status_code == 404
    settings.METRICS_TOKEN = ""
    assert Client(headers={"Authorization": sent}).get("/metrics").status_code == 404


def test_what_waits_is_told_with_its_age(cast, figures):
    assert cast.editor
    with clock.shifted(hours=-2):
        acts.submitted(cast)
    found = figures()
    assert found["deliveries_owed"] == 1
    assert found["delivery_oldest_owed_seconds"] == pytest.approx(7200, abs=60)
    assert found["unassigned_oldest_seconds"] == pytest.approx(7200, abs=60)
    assert found["history_head_age_seconds"] == pytest.approx(7200, abs=60)


def test_the_clock_has_no_figure_before_its_first_tick(db, figures):
    assert figures()["beat_last_tick_seconds"] is None
    with clock.shifted(minutes=-3):
        sweep()
    assert figures()["beat_last_tick_seconds"] == pytest.approx(180, abs=60)


def test_that_histories_are_no_longer_anchored_is_told_by_their_age(db, figures, settings, tmp_path):
    settings.HISTORY_ANCHORS = str(tmp_path / "anchors")
    assert figures()["history_anchored_seconds"] is None
    with clock.shifted(hours=-2):
        anchor()
    assert figures()["history_anchored_seconds"] == pytest.approx(7200, abs=60)
    (tmp_path / "full").touch()
    settings.HISTORY_ANCHORS = str(tmp_path / "full" / "anchors")
    with pytest.raises(NotADirectoryError):
        anchor()
    assert figures()["history_anchored_seconds"] == pytest.approx(7200, abs=60)


def test_turnaround_is_told_by_risk_once_something_was_approved(cast, figures):
    assert figures()["turnaround_seconds"] is None
    with clock.shifted(days=-10):
        article = acts.submitted(cast)
    acts.approved_again(article, cast)
    assert figures()["turnaround_seconds"] == pytest.approx(10 * 86_400, rel=0.01)


def test_a_failure_of_a_task_is_counted_under_its_name(db, figures, monkeypatch):
    monkeypatch.setattr(questions, "forget", lambda: 1 / 0)
    before = failures.counted()["articles.tidy"]
    assert tidy.apply().failed()
    assert failures.counted()["articles.tidy"] == before + 1
    assert figures()["task_failures"] is not None


def test_without_redis_nothing_is_said_of_failures_and_the_rest_is_told(db, figures, settings):
    settings.CACHES = settings.CACHES | {"rates": settings.CACHES["rates"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    found = figures()
    assert found["task_failures"] is None
    assert found["deliveries_owed"] == 0


def test_every_alert_asks_for_a_figure_that_there_is_and_says_what_to_do(db, figures):
    rules = [rule for group in yaml.safe_load((ROOT / "deploy/alerts.yml").read_text())["groups"] for rule in group["rules"]]
    asked = {name for rule in rules for name in re.findall(r"medreview_(\w+?)(?:_total)?\b", rule["expr"])}
    assert asked <= set(figures())
    assert all(rule["alert"] and rule["labels"]["severity"] and rule["annotations"]["summary"] for rule in rules)
