"""The evidence watch against a server that answers as Crossref and PubMed do, and one that does not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import State
from articles.references import sources
from citations import clock, watch
from citations.models import Notice, Reference, WatchCursor
from citations.registry import register
from citations.watch.client import LONGEST_WAIT, Away, Client, back_off
from citations.watch.providers import Crossref, PubMed
from reviews.tasks import watch_evidence
from tests import acts, registries
from tests.live import eventually
from tests.registries import Registries
from tests.stack import ROOT


@pytest.fixture
def server(settings):
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.WATCH_MAILTO, settings.WATCH_BACK_OFF_SECONDS, settings.WATCH_TIMEOUT_SECONDS = "e@example.org", 0.01, 0.4
    with Registries() as server:
        yield server


def crossref(server: Registries, batch: int = 20) -> Crossref:
    """Without the pause between requests."""
    provider = Crossref(f"{server.url}/crossref")
    provider.pause, provider.batch = 0, batch
    return provider


def pubmed(server: Registries) -> PubMed:
    provider = PubMed(f"{server.url}/pubmed")
    provider.pause = 0
    return provider


def works(count: int, **csl: str) -> list[str]:
    """So many references with a DOI."""
    dois = [f"10.5555/watched.{n}" for n in range(1, count + 1)]
    register([{**acts.paper(1), "title": doi, "DOI": doi, **csl} for doi in dois])
    return dois


def look(provider, **how) -> watch.Tally:
    return watch.watch(provider, Reference.objects.all(), **how)


def place(name: str = "crossref") -> WatchCursor:
    return WatchCursor.objects.get(pk=name)


# --- What it asks and learns ------------------------------------------------------------------------------


def test_a_retraction_at_crossref_is_learned(db, server):
    dois = works(3)
    server.retracted = {dois[1]}
    tally = look(crossref(server))
    assert (tally.asked, tally.new, tally.finished) == (3, 1, True)
    assert Reference.objects.get(identifiers__value=dois[1]).standing == ["retracted"]
    assert Notice.objects.get().source == "crossref-publisher"


def test_a_retraction_at_pubmed_is_learned(db, server):
    register([{**acts.paper(1), "PMID": "4711"}, {**acts.paper(2), "PMID": "4712"}])
    server.retracted = {"4711"}
    assert look(pubmed(server)).new == 1
    assert Reference.objects.get(identifiers__value="4711").standing == ["retracted"]


def test_works_are_asked_about_in_batches_and_each_once(db, server):
    dois = works(7)
    look(crossref(server, batch=3))
    assert server.asked_about() == [dois[:3], dois[3:6], dois[6:]]


def test_a_doi_with_a_comma_is_asked_about_by_itself(db, server):
    dois = works(2)
    register([{**acts.paper(1), "DOI": "10.5555/a,b"}])
    look(crossref(server))
    assert sorted(server.asked_about()) == sorted([["10.5555/a,b"], dois])


def test_only_works_in_use_are_asked_about(cast, server):
    article = acts.submitted(cast)
    acts.articles.revise(article, acts.draft("Rest the hip [1].", references=1), by=cast.author)
    watch.watch(crossref(server), sources.in_use())
    assert server.asked_about() == [["10.5555/hip.1"]]


def test_a_dropped_article_keeps_no_work_in_use(cast):
    article = acts.submitted(cast)
    acts.articles.withdraw(article, by=cast.author)
    assert list(sources.in_use()) == []


def test_what_is_published_stays_in_use_while_an_update_is_in_play(cast):
    article = acts.approved(cast)
    acts.articles.revise(article, acts.draft("Rest the hip [1].", references=1), by=cast.author)
    assert sources.in_use().count() == 2


def test_a_retraction_reaches_the_citing_article_by_the_clocks_own_task(cast, server, settings):
    settings.CROSSREF_URL = f"{server.url}/crossref/"
    article = acts.approved(cast)
    server.retracted = {"10.5555/hip.1"}
    assert watch_evidence() == 1
    assert acts.fresh(article).state == State.UNDER_REVIEW


def test_without_an_address_nobody_is_asked(db, capsys):
    works(1)
    call_command("watch_evidence")
    assert "switched off" in capsys.readouterr().out
    assert not WatchCursor.objects.exists()


def test_the_command_tells_what_it_did(cast, server, settings, capsys):
    settings.CROSSREF_URL, settings.PUBMED_URL = f"{server.url}/crossref", f"{server.url}/pubmed"
    acts.submitted(cast)
    call_command("watch_evidence")
    told = capsys.readouterr().out
    assert "crossref: 2 works asked about, 0 new notices, 0 without" in told
    assert "pubmed: 0 works asked about" in told


# --- Manners ----------------------------------------------------------------------------------------------


def test_it_says_who_asks(db, server):
    works(2)
    look(crossref(server))
    [(path, headers)] = server.asked
    assert "mailto=e%40example.org" in path
    assert headers["User-Agent"] == "medreview/1 (mailto:e@example.org)"


def test_pubmed_is_told_tool_address_and_key(db, server, settings):
    settings.NCBI_API_KEY = "the-key"
    register([{**acts.paper(1), "PMID": "4711"}])
    look(pubmed(server))
    [(path, _)] = server.asked
    assert "tool=medreview" in path
    assert "email=e%40example.org" in path
    assert "api_key=the-key" in path


def test_the_key_stands_in_no_row(db, server, settings):
    settings.NCBI_API_KEY = "the-key"
    server.headers = {"ETag": "yes"}
    register([{**acts.paper(1), "PMID": "4711"}])
    look(pubmed(server))
    assert "the-key" not in str(list(watch.passes.WatchAnswer.objects.values()))


@pytest.mark.parametrize(("mailto", "key", "pauses"), [("", "", (1.0, 0.34)), ("e@example.org", "k", (0.34, 0.1))])
def test_who_says_who_they_are_may_ask_faster(settings, mailto, key, pauses):
    settings.WATCH_MAILTO, settings.NCBI_API_KEY = mailto, key
    assert (Crossref("http://x").pause, PubMed("http://x").pause) == pauses


def test_the_rate_that_a_server_tells_is_kept(db, server):
    works(2)
    server.headers = {"X-Rate-Limit-Limit": "20", "X-Rate-Limit-Interval": "1s"}
    provider = crossref(server)
    look(provider)
    assert provider.pause == 0.05


def test_what_has_not_changed_is_not_sent_again(db, server):
    works(2)
    server.headers = {"ETag": "yes"}
    look(crossref(server))
    assert look(crossref(server), again=True).asked == 2
    assert "If-None-Match" in server.asked[1][1]


def test_what_has_changed_since_is_learned(db, server):
    dois = works(2)
    server.headers = {"ETag": "yes"}
    look(crossref(server))
    server.retracted = {dois[0]}
    assert look(crossref(server), again=True).new == 1


def test_every_work_is_asked_about_once_a_day(db, server):
    works(1)
    assert look(crossref(server)).finished
    assert look(crossref(server)).asked == 0
    with clock.shifted(hours=25):
        assert look(crossref(server)).asked == 1


def test_waiting_doubles_with_each_failure_up_to_an_hour():
    waits = [back_off(failures, 5) for failures in (1, 2, 3, 10, 1000)]
    for wait, whole in zip(waits, (5, 10, 20, 2560, 3600), strict=True):
        assert whole / 2 <= wait <= whole


# --- Trouble ----------------------------------------------------------------------------------------------

TROUBLE = {
    "too many requests": registries.status(429),
    "a fault of the server's": registries.status(500),
    "out of service": registries.status(503),
    "a closed door": registries.status(403),
    "garbage": registries.garbage,
    "a connection cut in the middle": registries.cut,
    "silence": registries.slow,
    "a byte at a time": registries.drip,
}


@pytest.mark.parametrize("name", TROUBLE)
def test_after_trouble_everything_is_asked_about_all_the_same(db, server, name):
    dois = works(5)
    server.retracted = {dois[4]}
    server.tricks = [TROUBLE[name], None, TROUBLE[name]]
    tally = look(crossref(server, batch=2))
    assert (tally.asked, tally.new, tally.missed, tally.finished) == (5, 1, 0, True)


@pytest.mark.parametrize("body", [registries.garbage, registries.cut, registries.status(500)])
def test_trouble_at_pubmed_loses_nothing(db, server, body):
    register([{**acts.paper(1), "PMID": "4711"}])
    server.retracted, server.tricks = {"4711"}, [body]
    assert look(pubmed(server)).new == 1


def test_a_turn_of_the_clock_does_not_wait_for_a_server_that_wants_to_be_left_alone(db, server):
    works(1)
    server.tricks = [registries.status(429, Retry_After="3600")]
    assert look(crossref(server), seconds=5).finished is False
    assert timedelta(minutes=59) < place().not_before - clock.now() <= timedelta(hours=1)
    assert look(crossref(server), seconds=5).asked == 0
    assert len(server.asked) == 1
    with clock.shifted(minutes=61):
        assert look(crossref(server), seconds=5).asked == 1


def test_a_date_to_come_back_at_is_understood(db, server):
    works(1)
    server.tricks = [registries.status(503, Retry_After="Fri, 31 Dec 2100 23:59:59 GMT")]
    look(crossref(server), seconds=5)
    assert place().not_before - clock.now() <= timedelta(seconds=LONGEST_WAIT)
    assert place().not_before - clock.now() > timedelta(hours=23)


def test_a_server_that_cannot_be_reached_costs_no_work_its_turn(db, server, settings):
    settings.WATCH_BACK_OFF_SECONDS = 60
    works(1)
    away = Crossref("http://127.0.0.1:9")
    for hours in range(12):
        with clock.shifted(hours=hours):
            look(away, seconds=5)
    assert (place().failures, place().strikes, place().after) == (12, 0, 0)
    with clock.shifted(hours=20):
        assert look(crossref(server)).asked == 1


@pytest.mark.parametrize("trick", [registries.huge, registries.status(400), registries.status(404)])
def test_a_work_that_is_too_much_for_it_costs_no_other_its_turn(db, server, trick):
    dois = works(5)
    server.poison, server.retracted = {dois[2]: trick}, {dois[1], dois[4]}
    tally = look(crossref(server))
    assert (tally.asked, tally.new, tally.missed, tally.finished) == (5, 2, 1, True)


@pytest.mark.parametrize("trick", [registries.garbage, registries.status(500), registries.cut])
def test_a_work_that_always_fails_is_passed_over_in_the_end(db, server, trick):
    dois = works(5)
    server.poison, server.retracted = {dois[2]: trick}, {dois[1], dois[4]}
    tally = look(crossref(server))
    assert (tally.asked, tally.new, tally.missed, tally.finished) == (4, 2, 1, True)


def test_an_answer_that_leads_elsewhere_is_not_followed(db, server):
    works(1)
    server.poison = {"10.5555/watched.1": registries.status(302, Location="http://169.254.169.254/")}
    assert look(crossref(server)).missed == 1
    assert len(server.asked) == 1


def test_a_source_whose_name_leads_inside_is_not_asked(db, server, settings):
    settings.WEBHOOK_ALLOWED_HOSTS = []
    works(1)
    with Client(server.url, "medreview") as client, pytest.raises(Away, match="which is not public"):
        client.ask("/crossref/works", {})
    look(crossref(server), seconds=0.1)
    assert (place().after, place().strikes) == (0, 0)
    assert server.asked == []


def test_an_update_of_an_unknown_kind_is_left_out_and_the_rest_kept(db, server):
    works(2)
    updates = [{"DOI": "10.5555/note.1", "type": "?"}, {"DOI": "10.5555/note.2", "type": "correction"}]
    odd = {"message": {"items": [{"DOI": "10.5555/watched.1", "updated-by": updates}]}}
    server.tricks = [lambda handler: handler.say(json.dumps(odd))]
    assert look(crossref(server)).new == 1


# --- Dying and beginning again ----------------------------------------------------------------------------


@pytest.mark.usefixtures("committed")
def test_who_is_overtaken_by_another_watch_leaves_it_to_them(server):
    works(4)
    third = Reference.objects.order_by("pk")[2].pk

    def overtake(handler: registries.Handler) -> None:
        WatchCursor.objects.update(after=third)
        connection.close()
        server.answer(handler)

    server.tricks = [overtake]
    assert look(crossref(server, batch=2)).asked == 0
    assert look(crossref(server, batch=2)).asked == 1


@pytest.mark.long
@pytest.mark.usefixtures("committed")
def test_a_watch_that_is_killed_goes_on_where_it_was(cast, server):
    dois = [f"10.5555/hip.{n}" for n in range(1, 61)]
    article = acts.submitted(cast, text="Rest [1-60].", references=60)
    server.retracted = set(dois)
    released = []

    def hold(handler) -> None:
        """The third request is never answered: the watch is killed over it."""
        eventually(lambda: released, 20)

    server.tricks = [None, None, hold]
    environment = os.environ | {
        "CROSSREF_URL": f"{server.url}/crossref", "WEBHOOK_ALLOWED_HOSTS": "127.0.0.1", "WATCH_MAILTO": "e@example.org", "WATCH_BACK_OFF_SECONDS": "0.01",
        "DJANGO_SETTINGS_MODULE": "medreview.settings",
    }  # fmt: skip
    command = [sys.executable, "manage.py", "watch_evidence"]
    first = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    eventually(lambda: len(server.asked) == 3)
    first.send_signal(signal.SIGKILL)
    first.wait()
    released.append(True)
    assert place().asked == 40
    assert Notice.objects.count() == 40
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert "20 works asked about, 20 new notices" in again.stdout
    *before, killed_over, asked_again = server.asked_about()
    assert asked_again == killed_over
    assert sorted(doi for works in (*before, asked_again) for doi in works) == sorted(dois)
    assert article.current.findings.filter(code="reference-retracted").count() == 60
