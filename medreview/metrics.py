"""`/metrics` for Prometheus: what tells an operator at night that something waits too long. Shut without METRICS_TOKEN."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from articles import failures
from articles.models import Article, Delivery, Event, Heartbeat, State
from citations import clock
from reviews.editors import keeping

#: More than these are not counted one by one: the alarm has long been raised.
MOST = 10_000


def metrics(request: HttpRequest) -> HttpResponse:
    """Text for the scraper that brings the token; for everybody else there is no such page."""
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Figures())
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


class _Figures:
    """Read anew at each scrape, from database and Redis: every process answers the same."""

    def collect(self) -> Iterator[Metric]:
        now = clock.now()
        owed = Delivery.objects.filter(sent_at=None, failed_at=None)
        yield _gauge("deliveries_owed", "Messages owed, at most 10,000 counted.", owed[:MOST].count())
        failed = Delivery.objects.filter(failed_at__isnull=False)
        yield _gauge("deliveries_failed", "Messages given up, at most 10,000 counted.", failed[:MOST].count())
        first = owed.order_by("due_at").values_list("due_at", flat=True).first()
        yield _age("delivery_oldest_owed_seconds", "How long the oldest owed message has been due.", first, now)
        yield _age("unassigned_oldest_seconds", "How long the longest waiting submission has waited.", _waiting(), now)
        ticks = dict(Heartbeat.objects.values_list("name", "at"))
        words = "Since beat and a worker last did a round; no value before the first."
        yield _age("beat_last_tick_seconds", words, ticks.get("sweep"), now)
        newest = Event.objects.order_by("-pk").values_list("at", flat=True).first()
        yield _age("history_head_age_seconds", "Since the newest event of any history.", newest, now)
        words = "Since the heads of the histories were last written outside the database; no value before the first time."
        yield _age("history_anchored_seconds", words, ticks.get("anchor"), now)
        yield _turnaround(now)
        failed = CounterMetricFamily("medreview_task_failures", "Tasks that failed, of all workers.", labels=["task"])
        for task, times in failures.counted().items():
            failed.add_metric([task], times)
        yield failed


def _turnaround(now: datetime) -> GaugeMetricFamily:
    """As the dashboard has it; no value for a tier in which nothing was approved."""
    words = "From the last submission to the approval, of the approvals of the last 90 days."
    family = GaugeMetricFamily("medreview_turnaround_seconds", words, labels=["risk", "quantile"])
    for tier, median, p90, approvals in keeping.figures(now).table("turnaround").rows:
        for quantile, days in (("0.5", median), ("0.9", p90)) if approvals else ():
            family.add_metric([tier.split()[0], quantile], days * 86_400)
    return family


def _waiting() -> datetime | None:
    """When the first of the articles that nobody reviews yet came."""
    article = Article.objects.filter(state=State.SUBMITTED).order_by("pk").first()
    return article and article.events.order_by("-seq").values_list("at", flat=True).first()


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"medreview_{name}", words, value=value)


def _age(name: str, words: str, since: datetime | None, now: datetime) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"medreview_{name}", words)
    if since is not None:
        family.add_metric([], max(0.0, (now - since).total_seconds()))
    return family
