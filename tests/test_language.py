"""Readers' pages in another language: every word of ours has a translation, and nothing that is read was left out of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages import mofile
from django.core.cache import caches
from django.utils import translation
from django.utils.translation import trans_real

from articles import stamping
from articles import workflow as articles
from articles.models import Publication
from citations import clock
from medreview.reference import catalogue
from reviews import workflow as reviews
from tests import acts

_PLACES = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>")
_MONTHS = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
QUESTION = "Wie wird eine Zerrung behandelt?"
TEXT = "Ruhe [1], dann Bewegung [2]."


@pytest.fixture(autouse=True)
def forgetful():
    caches["pages"].clear()


@pytest.fixture
def german(settings):
    settings.SITE_LANGUAGE = "de"


@pytest.fixture
def strange(settings, tmp_path):
    """A language in which no letter of any message stays what it was: what is Latin on a page is not translated."""
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    messages = catalogue.template()
    for message in messages:
        if message.id:
            plural = not isinstance(message.id, str)
            message.string = (_strange(message.id[1]),) * 2 if plural else _strange(message.id)
    with (folder / "django.mo").open("wb") as file:
        mofile.write_mo(file, messages)
    settings.LOCALE_PATHS, settings.SITE_LANGUAGE = [tmp_path], "xx"
    trans_real._translations.pop("xx", None)
    yield
    trans_real._translations.pop("xx", None)


def _strange(text: str) -> str:
    """Its letters in another script, its places and tags as they are."""
    parts = re.split(f"({_PLACES.pattern})", text)
    return text if text in ("j F Y",) else "".join(p if n % 2 else re.sub(r"[A-Za-z]", "ж", p) for n, p in enumerate(parts))


def read(client, address: str, expected: int = 200) -> str:
    """What is to be read at an address, titles and labels of its elements with it."""
    answer = client.get(address)
    assert answer.status_code == expected
    html = answer.content.decode()
    html = re.sub(r"<(script|code)\b.*?</\1>", " ", html, flags=re.DOTALL)
    labels = " ".join(re.findall(r'(?:aria-label|title|placeholder|data-more)="([^"]*)"', html))
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()) + " " + labels


def left_over(said: str, *own: str) -> list[str]:
    """Latin words in what is read, without those of the article, its people and its sources, and of dates."""
    for words in own:
        said = said.replace(words, " ")
    said = re.sub(rf"\b{_MONTHS}\b", " ", said)
    return [word for word in re.findall(r"[A-Za-z]{2,}", said) if word not in _PROPER]


#: Names of things, in whatever language: standards, formats, the publisher of the tests, the people and works of the stage.
_PROPER = {
    "medreview", "demo", "RIS", "BibTeX", "CSL", "JSON", "MD", "SHA", "DOI", "doi", "PMID", "Pat", "Rivera", "Chen", "Haddad",
    "Tyler", "Writer",
}  # fmt: skip


# --- The catalogue --------------------------------------------------------------------------------


def test_the_german_catalogue_has_every_message_of_the_code_and_no_other():
    wanted = {(message.context, message.id) for message in catalogue.template() if message.id}
    assert {(message.context, message.id) for message in catalogue.read("de") if message.id} == wanted


def test_every_message_is_translated_into_german():
    empty = [m.id for m in catalogue.read("de") if m.id and not all(m.string if isinstance(m.string, tuple) else [m.string])]
    assert empty == []


def test_a_translation_has_the_places_and_tags_of_its_message():
    for message in catalogue.read("de"):
        if message.id and isinstance(message.id, str):
            assert sorted(_PLACES.findall(message.string)) == sorted(_PLACES.findall(message.id)), message.id


def test_what_is_compiled_is_what_is_written(tmp_path):
    with (tmp_path / "django.mo").open("wb") as file:
        mofile.write_mo(file, catalogue.read("de"))
    assert (tmp_path / "django.mo").read_bytes() == catalogue.catalogue("de").with_suffix(".mo").read_bytes()


# --- The pages ------------------------------------------------------------------------------------


def _overdue(cast):
    article = acts.approved(cast, question=QUESTION, renditions={"clinician": TEXT})
    return article, clock.shifted(days=800)


STATES = {
    "submitted": (lambda cast, made: made(), ["Eingereicht", "Prüfung durch Fachleute steht noch aus"]),
    "under review": (lambda cast, made: acts.seated(made(), cast.rivera, cast.editor).round.article, ["Die Prüfung durch den Beirat hat begonnen"]),
    "approved": (lambda cast, made: acts.approved_again(made(), cast), ["Medizinisch geprüft von Pat Rivera, MD", "Unterschrieben am"]),
    "in re-review": (
        lambda cast, made: reviews.reopen(acts.approved_again(made(), cast), cause="notice", by=cast.editor),
        ["In erneuter Prüfung", "Zu einer zitierten Quelle liegt eine Mitteilung vor", "Diese Freigabe gilt jetzt nicht."],
    ),
    "retired": (
        lambda cast, made: articles.retire(acts.approved_again(made(), cast), by=cast.editor, notice="Überholt."),
        ["Dieser Artikel ist außer Kraft", "Überholt."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_the_page_reads_german_in_every_state(client, cast, german, state):
    arrange, words = STATES[state]
    made = lambda: acts.submitted(cast, question=QUESTION, renditions={"clinician": TEXT})  # noqa: E731
    article = arrange(cast, made)
    stamping.stamp()
    said = read(client, f"/articles/{article.slug}/")
    assert [word for word in words if word not in said] == []
    assert '<html lang="de">' in client.get(f"/articles/{article.slug}/").content.decode()


def test_an_overdue_page_and_its_dates_read_german(client, cast, german):
    article = acts.approved(cast)
    due = article.next_review_due
    with clock.shifted(days=800), translation.override("de"):
        said = read(client, f"/articles/{article.slug}/")
        from django.utils.formats import date_format  # noqa: PLC0415

        assert f"Prüfung überfällig seit {date_format(due, 'j. F Y')}" in said


@pytest.mark.parametrize("state", STATES)
def test_no_word_of_ours_is_left_on_an_articles_page(client, cast, strange, state):
    made = lambda: acts.submitted(cast, question="Жжж?", renditions={"clinician": "Жжж [1], жжж [2].", "patient": "Жжж [1]."})  # noqa: E731
    article = STATES[state][0](cast, made)
    stamping.stamp()
    works = [part for number in (1, 2) for part in acts.paper(number).values() if isinstance(part, str)]
    for audience in ("", "?audience=student"):
        said = read(client, f"/articles/{article.slug}/{audience}")
        assert left_over(said, *works, "sports medicine", "Überholt") == []


@pytest.mark.parametrize(
    "address", ["/", "/?q=ыыы", "/board/", "/board/rivera/", "/editorial-policy/", "/statements/check/", "/specialties/Musculoskeletal/"]
)
def test_no_word_of_ours_is_left_on_the_sites_pages(client, cast, strange, address):
    cast.rivera.__class__.objects.update(affiliation="", bio="", disclosures="", licence_register="")
    assert left_over(read(client, address), "Ed25519", "RFC 8785", "JWK", "PIF TICK", "HON") == []


def test_no_word_of_ours_is_left_where_there_is_nothing(client, cast, strange):
    assert left_over(read(client, "/articles/nowhere/", 404)) == []
    article = articles.withdraw(acts.submitted(cast), by=cast.author)
    assert left_over(read(client, f"/articles/{article.slug}/", 410)) == []


@pytest.mark.parametrize("form", ["questions", "reports"])
def test_no_word_of_ours_is_left_on_a_form_and_its_refusals(client, cast, strange, form):
    article = acts.submitted(cast, question="Жжж?")
    assert left_over(read(client, f"/articles/{article.slug}/{form}/")) == []
    refused = client.post(f"/articles/{article.slug}/{form}/", {}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "This form was sent" not in refused.content.decode()


# --- What stays ------------------------------------------------------------------------------------


def test_programs_are_told_the_status_in_the_words_that_they_know(client, cast, german):
    article = acts.approved(cast)
    assert client.get(f"/api/v1/public/articles/{article.slug}/status/").json()["public_status"]["label"] == "Approved"
    html = client.get(f"/articles/{article.slug}/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert (data["creativeWorkStatus"], data["inLanguage"]) == ("Approved", "de")


def test_whoever_works_here_is_spoken_to_in_english(client, db, german):
    assert 'lang="en' in client.get("/admin/login/").content.decode()


def test_a_worker_keeps_pages_in_the_sites_language(cast, german):
    acts.approved(cast)
    stamping.stamp()
    assert all("Medizinisch geprüft von" in body for body in Publication.objects.values_list("body", flat=True))


def test_a_site_in_a_language_of_the_other_direction_says_so(client, db, settings):
    settings.SITE_LANGUAGE = "ar"
    assert '<html lang="ar" dir="rtl">' in client.get("/").content.decode()


def test_an_articles_own_words_run_in_their_own_direction(client, cast):
    html = client.get(f"/articles/{acts.submitted(cast, question='كيف يعالج شد العضلة؟').slug}/").content.decode()
    assert '<h1 dir="auto">كيف يعالج شد العضلة؟</h1>' in html
    assert '<div class="prose" dir="auto">' in html


def test_the_catalogues_are_where_the_product_looks_for_them(settings):
    assert Path(settings.LOCALE_PATHS[-1], "de", "LC_MESSAGES", "django.mo").exists()
