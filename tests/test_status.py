"""The public status over every combination, against a literal table; and what the page says of it to machines and people."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction

from articles import stamping
from articles import workflow as articles
from articles.models import Article, State
from articles.status import public_status
from articles.vocabulary import SPECIALTIES
from citations import clock
from reviews import workflow as reviews
from tests import acts
from tests.client import Keyed, body

TODAY = date(2026, 11, 26)
#: What is published: nothing, the current revision, or one before it.
SHOWN = {"nothing": (None, 2), "current": (2, 2), "former": (1, 2)}
DOUBTS = ("", "notice")
DUE = {"stands": TODAY, "passed": TODAY - timedelta(days=1)}

#: A row each: state, what is published; then the label where the review is not due and nothing is in question, where its date
#: has passed, where it is in question, where both. `!` caution, `o` overdue, `+` an update on its way. `refused`: the database
#: keeps no such row.
TABLE = """
submitted          nothing  Submitted!           Submitted!           Submitted!           Submitted!
submitted          current  refused              refused              In_Re-review!        In_Re-review!o
submitted          former   Approved+            Review_Overdue!o+    In_Re-review!+       In_Re-review!o+
under_review       nothing  Under_Review!        Under_Review!        Under_Review!        Under_Review!
under_review       current  refused              refused              In_Re-review!        In_Re-review!o
under_review       former   Approved+            Review_Overdue!o+    In_Re-review!+       In_Re-review!o+
changes_requested  nothing  Changes_Requested!   Changes_Requested!   Changes_Requested!   Changes_Requested!
changes_requested  current  refused              refused              Changes_Requested!   Changes_Requested!o
changes_requested  former   Approved+            Review_Overdue!o+    In_Re-review!+       In_Re-review!o+
approved           nothing  refused              refused              refused              refused
approved           current  Approved             Review_Overdue!o     In_Re-review!        In_Re-review!o
approved           former   refused              refused              refused              refused
rejected           nothing  Rejected             Rejected             Rejected             Rejected
rejected           current  refused              refused              refused              refused
rejected           former   refused              refused              refused              refused
withdrawn          nothing  Withdrawn            Withdrawn            Withdrawn            Withdrawn
withdrawn          current  refused              refused              refused              refused
withdrawn          former   refused              refused              refused              refused
retired            nothing  refused              refused              refused              refused
retired            current  Retired              Retired              Retired              Retired
retired            former   Retired              Retired              Retired              Retired
"""


def rows():
    """(state, what is published, doubt, due, what is told), one for each cell."""
    for line in TABLE.strip().splitlines():
        state, shown, *cells = line.split()
        for (doubt, due), cell in zip(product(DOUBTS, DUE), cells, strict=True):
            yield state, shown, doubt, due, cell


def told(article: Article) -> str:
    status = public_status(article, TODAY)
    return status.label.replace(" ", "_") + "!" * status.caution + "o" * status.overdue + "+" * status.update_pending


def test_the_table_has_every_combination():
    cells = [cell[:4] for cell in rows()]
    assert sorted(cells) == sorted(product(State.values, SHOWN, DOUBTS, DUE))


@pytest.mark.parametrize(("state", "shown", "doubt", "due", "cell"), [row for row in rows() if row[-1] != "refused"])
def test_the_status_is_as_the_table_says(state, shown, doubt, due, cell):
    published, current = SHOWN[shown]
    article = Article(state=state, published_id=published, current_id=current, questioned=doubt, next_review_due=DUE[due])
    assert told(article) == cell


def test_the_database_keeps_no_row_that_the_table_calls_refused(cast):
    """Its guard speaks only at commit; these constraints speak at once, so each is known to refuse by itself."""
    acts.approved(cast)
    article = articles.revise(acts.fresh(Article.objects.get()), acts.draft("A newer text [1].", references=1), by=cast.author)[0]
    held = {"nothing": None, "current": article.current_id, "former": article.published_id}
    for state, shown, doubt, due, cell in rows():
        row = {"state": state, "published": held[shown], "questioned": doubt, "next_review_due": DUE[due]}
        beside = {"retirement_notice": "Gone." if state == "retired" else ""}
        try:
            with transaction.atomic():
                Article.objects.filter(pk=article.pk).update(**row, **beside)
                transaction.set_rollback(True)
            kept = True
        except IntegrityError:
            kept = False
        assert kept == (cell != "refused"), row


def test_only_the_label_approved_stands():
    assert {cell for *_, cell in rows() if cell.startswith("Approved")} == {"Approved", "Approved+"}
    assert public_status(Article(state="approved", published_id=1, current_id=1, next_review_due=TODAY), TODAY).stands
    assert not public_status(Article(state="rejected", current_id=1), TODAY).stands


# --- The page for machines ------------------------------------------------------------------------

VOCABULARY = Path(__file__).resolve().parent.parent.parent / "shared/corpus/schemaorg/vocabulary_subset.json"
#: What the table knows under another name: a CreativeWork has what every WebPage has.
BESIDE = {"CreativeWork": "WebPage", "WebPage": "WebPage"}
#: schema.org's Review, which the table leaves out.
REVIEW = {"reviewAspect": ["Text"], "reviewBody": ["Text"]}
WORKS = {"Report", "MedicalScholarlyArticle", "WebPage", "Review"}


def pending(cast):
    stated = {"by": "The Hip Society", "on": "2025-03-01", "evidence": "https://hips.example/reviews/7"}
    Keyed(cast.author).send("articles/", body(external_review=stated))
    return Article.objects.get()


def doubted(cast):
    return reviews.reopen(acts.approved(cast), cause="notice", by=cast.editor)


def updated(cast):
    return articles.revise(acts.approved(cast), acts.draft("A newer text [1].", references=1), by=cast.author)[0]


def retired(cast):
    return articles.retire(acts.approved(cast), by=cast.editor, notice="Gone.")


STATES = (pending, acts.under_review, acts.approved, doubted, updated, retired)


def page_of(client, article) -> str:
    caches["pages"].clear()
    stamping.stamp()
    return client.get(f"/articles/{article.slug}/").content.decode()


def data_of(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


@pytest.fixture(scope="module")
def vocabulary() -> dict:
    if not VOCABULARY.exists():
        pytest.skip(f"NO TABLE OF SCHEMA.ORG at {VOCABULARY}: the words of the JSON-LD were not looked up.")
    table = json.loads(VOCABULARY.read_text())
    return table | {"Review": table["WebPage"] | REVIEW} | {name: table[known] for name, known in BESIDE.items()}


@pytest.mark.parametrize("arranged", STATES)
def test_every_property_and_value_of_the_json_ld_is_schema_orgs(client, cast, vocabulary, arranged):
    article = arranged(cast)
    for audience in ("", "?audience=patient"):
        said = json.loads(client.get(f"/articles/{article.slug}.jsonld{audience}").content)
        assert said.pop("@context") == "https://schema.org"
        assert list(troubles(said, vocabulary)) == []


def test_every_audience_and_specialty_is_told_in_schema_orgs_words(client, cast, vocabulary):
    texts = dict.fromkeys(("clinician", "patient", "caregiver", "student"), "Rest the hip [1].")
    article = acts.submitted(cast, renditions=texts, references=1)
    for who in texts:
        said = json.loads(client.get(f"/articles/{article.slug}.jsonld?audience={who}").content)
        assert list(troubles({"@type": "MedicalWebPage", "medicalAudience": said["medicalAudience"]}, vocabulary)) == []
    assert set(SPECIALTIES) <= set(vocabulary["MedicalSpecialty"])


def test_the_look_up_finds_what_is_none_of_schema_orgs(vocabulary):
    wrong = {
        "@type": "MedicalWebPage", "specialty": "https://schema.org/Hips", "lastReviewed": "yesterday",
        "reviewer": "Pat", "reviewedBy": "Pat Rivera", "citation": {"@type": "MedicalGuideline"},
    }  # fmt: skip
    assert len(list(troubles(wrong, vocabulary))) == 5


def troubles(node: dict, vocabulary: dict):
    """Whatever in it schema.org does not know."""
    known = vocabulary[node["@type"]]
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in known:
            yield f"{node['@type']}.{name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            if not fits(one, known[name], vocabulary):
                yield f"{node['@type']}.{name}: {one}"
            elif isinstance(one, dict):
                yield from troubles(one, vocabulary)


def fits(value: object, ranges: list[str], vocabulary: dict) -> bool:
    """Whether schema.org allows such a value there. A MedicalSpecialty is a Specialty."""
    ranges = [*ranges, "MedicalSpecialty"] if "Specialty" in ranges else ranges
    if isinstance(value, dict):
        kind = value["@type"]
        return kind in ranges or ("CreativeWork" in ranges and kind in WORKS)
    if isinstance(value, int):
        return bool({"Integer", "Number"} & set(ranges))
    listed = [word for kind in ranges if isinstance(vocabulary.get(kind), list) for word in vocabulary[kind]]
    if value.startswith("https://schema.org/"):
        return value.removeprefix("https://schema.org/") in listed
    if {"Date", "DateTime"} & set(ranges) and not {"Text"} & set(ranges):
        return re.fullmatch(r"\d{4}(-\d\d-\d\d)?", value) is not None
    if re.match(r"https?://", value):
        return bool({"URL", "Text", "CreativeWork"} & set(ranges))
    return "Text" in ranges or "Language" in ranges


def shown_date(html: str, label: str) -> str | None:
    found = re.search(rf'<dt>{label}</dt><dd><time datetime="([^"]+)">([^<]+)</time>', html)
    if found is None:
        return None
    said = date.fromisoformat(found[1])
    assert found[2] == f"{said.day} {said:%B %Y}", "the date that is read is the date that is marked up"
    return found[1]


@pytest.mark.parametrize("arranged", STATES)
def test_the_dates_of_the_json_ld_are_those_that_are_read(client, cast, arranged):
    html = page_of(client, arranged(cast))
    said = data_of(html)
    assert said.get("lastReviewed") == shown_date(html, "Last reviewed")
    assert said.get("dateModified") == shown_date(html, "Last updated") is not None
    byline = re.search(r'<p class="reviewed">.*?</p>', html, re.DOTALL)
    named = re.findall(r'href="(/board/[^"]+/)"', byline[0]) if byline else []
    assert [urlsplit(who["url"]).path for who in said.get("reviewedBy", [])] == named


@pytest.mark.parametrize("arranged", STATES)
def test_page_badge_api_and_json_ld_tell_the_same_status(client, cast, arranged):
    article = arranged(cast)
    label = public_status(acts.fresh(article), clock.today()).label
    assert data_of(page_of(client, article))["creativeWorkStatus"] == label
    assert f"Medical review: {label}" in client.get(f"/articles/{article.slug}/badge.svg").content.decode()
    assert client.get(f"/api/v1/public/articles/{article.slug}/").json()["public_status"]["label"] == label
