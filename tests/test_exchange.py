"""The article for other systems: DocMaps, JATS and FHIR say what the page says, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fhir.resources.artifactassessment import ArtifactAssessment
from fhir.resources.bundle import Bundle
from fhir.resources.citation import Citation
from lxml import etree

from articles import workflow as articles
from citations import clock
from citations.importing import parse
from reviews import workflow as reviews
from tests import acts

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus" / "docmaps"
XLINK = "{http://www.w3.org/1999/xlink}href"


def form_of(client, article, suffix: str, query: str = "") -> str:
    answer = client.get(f"/articles/{article.slug}.{suffix}{query}")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def approved_twice(cast):
    """A first version and a second one, both read and signed."""
    article = acts.approved(cast)
    article, _ = articles.revise(article, acts.draft(text=acts.TEXT + "\nDo not run for 3 weeks [1].\n"), by=cast.author)
    return acts.approved_again(article, cast)


def docmap_of(client, article) -> dict:
    return json.loads(form_of(client, article, "docmap.json"))


def steps_of(docmap: dict) -> list[dict]:
    """In the order in which they point to one another."""
    name, found = docmap["first-step"], []
    while name:
        found.append(docmap["steps"][name])
        name = found[-1].get("next-step")
    assert len(found) == len(docmap["steps"])
    return found


def statuses(docmap: dict) -> list[str]:
    return [told["status"] for step in steps_of(docmap) for told in step["assertions"]]


def jats_of(client, article, query: str = "") -> etree._Element:
    return etree.fromstring(form_of(client, article, "jats.xml", query).encode())


# --- DocMap ---------------------------------------------------------------------------------------


def test_a_docmap_calls_nothing_under_review_that_is_only_overdue(client, cast):
    article = acts.approved(cast)
    with acts.noon((article.next_review_due - clock.today()).days + 1):
        told = statuses(docmap_of(client, article))
    assert "under-review" not in told


def test_a_docmap_tells_a_submission_by_its_draft(client, cast):
    assert statuses(docmap_of(client, acts.submitted(cast))) == ["draft"]


def test_a_docmap_tells_that_a_review_is_under_way_and_not_who_reviews(client, cast):
    told = docmap_of(client, acts.under_review(cast))
    assert statuses(told) == ["draft", "under-review"]
    assert cast.rivera.name not in json.dumps(told)


def test_a_docmap_names_who_signed_what_was_approved(client, cast):
    article = acts.approved(cast)
    told = docmap_of(client, article)
    assert statuses(told) == ["draft", "peer-reviewed", "manuscript-published"]
    reviewed = steps_of(told)[1]
    roles = [one["role"] for action in reviewed["actions"] for one in action["participants"]]
    names = [one["actor"]["name"] for action in reviewed["actions"] for one in action["participants"]]
    assert roles == ["peer-reviewer"] * 2
    assert any(name.startswith(cast.rivera.name) for name in names)


def test_a_docmap_binds_an_approval_to_the_content_hash(client, cast):
    article = acts.approved(cast)
    (item,) = steps_of(docmap_of(client, article))[1]["inputs"]
    assert item["identifier"] == f"sha256:{article.published.content_hash}"
    assert item["versionIdentifier"] == "1"


def test_every_version_in_a_docmap_has_an_address_that_answers(client, cast):
    article = approved_twice(cast)
    urls = {item["url"] for step in steps_of(docmap_of(client, article)) for item in step["inputs"]}
    assert len(urls) == 2
    assert [client.get(url.partition("8000")[2] or url).status_code for url in urls] == [200, 200]


def test_a_docmap_tells_of_a_second_version_that_it_was_revised(client, cast):
    article = approved_twice(cast)
    assert statuses(docmap_of(client, article))[3:] == ["revised", "peer-reviewed", "manuscript-published"]


def test_a_docmap_says_nothing_of_an_update_that_nobody_approved(client, cast):
    article = acts.approved(cast)
    before = docmap_of(client, article)
    articles.revise(article, acts.draft(text=acts.TEXT + "\nMore of it [1].\n"), by=cast.author)
    after = docmap_of(client, article)
    assert after["steps"] == before["steps"]


def test_a_docmap_says_that_a_doubted_article_is_under_review_again(client, cast):
    article = reviews.reopen(acts.approved(cast), cause="report", by=cast.editor, reason="A reader doubts it.")
    assert statuses(docmap_of(client, article))[-1] == "under-review"


def test_a_docmap_says_that_an_editor_decided_and_not_which(client, cast):
    article = reviews.approve(acts.split(cast), by=cast.editor, reason="The objection was answered.")
    told = docmap_of(client, article)
    people = [one for step in steps_of(told) for act in step["actions"] for one in act["participants"]]
    assert {"actor": {"type": "person", "name": "anonymous"}, "role": "editor"} in people


def _vocabulary(value: object, key: str = "") -> set[tuple[str, str]]:
    """Each word that a DocMap uses in a place with closed meaning."""
    if isinstance(value, dict):
        return {pair for name, inner in value.items() for pair in _vocabulary(inner, name)}
    if isinstance(value, list):
        return {pair for inner in value for pair in _vocabulary(inner, key)}
    return {(key, value)} if key in ("status", "role") and isinstance(value, str) else set()


def _step_keys(value: object) -> list[str]:
    """What the steps of a DocMap hold, wherever they lie."""
    if isinstance(value, list):
        return [key for inner in value for key in _step_keys(inner)]
    if not isinstance(value, dict):
        return []
    steps = value.get("steps")
    own = [key for step in steps.values() for key in step] if isinstance(steps, dict) else []
    return own + [key for inner in value.values() for key in _step_keys(inner)]


def test_a_docmap_uses_the_words_that_published_docmaps_use(client, cast):
    if not EXAMPLES.exists():
        pytest.skip("the published DocMaps are not beside this checkout")
    published = [json.loads(file.read_text("utf-8")) for file in EXAMPLES.iterdir()]
    used, keys = _vocabulary(published), set(_step_keys(published))
    article = approved_twice(cast)
    ours = docmap_of(client, reviews.reopen(article, cause="report", by=cast.editor, reason="Doubt."))
    assert {name for step in ours["steps"].values() for name in step} <= keys | {"previous-step"}
    assert _vocabulary(ours) - used <= {("role", "author")}


# --- JATS -----------------------------------------------------------------------------------------

RICH = """## Treatment

Rest the hip *for some days* [1]. See [the leaflet](https://example.org/a?b=1&c=2).

### What to do

- Walk [1,2]
- Stretch **gently**

| Week | Load |
|---|---|
| 1 | none [2] |

## When to worry

> Call for help.
"""


def test_jats_has_the_sections_of_the_text(client, cast):
    article = jats_of(client, acts.submitted(cast, text=RICH))
    assert article.xpath("body/sec/title/text()") == ["Treatment", "When to worry"]
    assert article.xpath("body/sec/sec/title/text()") == ["What to do"]
    assert article.xpath("string(.//disp-quote/p)") == "Call for help."


def test_jats_markers_point_at_their_references(client, cast):
    article = jats_of(client, acts.submitted(cast, text=RICH))
    pointed = article.xpath(".//xref[@ref-type='bibr']/@rid")
    assert pointed == ["ref-1", "ref-1", "ref-2", "ref-2"]
    assert set(pointed) == set(article.xpath(".//ref/@id"))


def test_jats_keeps_lists_tables_links_and_emphasis(client, cast):
    article = jats_of(client, acts.submitted(cast, text=RICH))
    assert len(article.xpath(".//list[@list-type='bullet']/list-item/p")) == 2
    assert article.xpath("string(.//table-wrap/table/tbody/tr/td[1])") == "1"
    assert article.xpath(".//ext-link")[0].get(XLINK) == "https://example.org/a?b=1&c=2"
    assert article.xpath("string(.//italic)") == "for some days"


def test_jats_keeps_the_words_between_many_markers(client, cast):
    article = jats_of(client, acts.submitted(cast, text="Rest [1] and " * 50 + "walk."))
    assert article.xpath("string(body/p)") == "Rest 1 and " * 50 + "walk."


def test_jats_references_are_read_back_as_they_were_sent(client, cast):
    xml = form_of(client, acts.submitted(cast, text=RICH), "jats.xml")
    read = [record.csl for record in parse(xml.encode(), "jats").entries]
    for csl, sent in zip(read, [acts.paper(1), acts.paper(2)], strict=True):
        assert {name: csl.get(name) for name in sent} == sent


def test_jats_names_the_reviewers_while_the_approval_stands(client, cast):
    article = acts.approved(cast)
    assert len(jats_of(client, article).xpath(".//contrib[@contrib-type='reviewer']")) == 2
    with clock.shifted(days=1200):
        late = jats_of(client, article)
    assert late.xpath(".//contrib[@contrib-type='reviewer']") == []
    assert late.xpath(".//date[@date-type='accepted']") == []


def test_jats_carries_the_content_hash(client, cast):
    article = acts.submitted(cast)
    (value,) = jats_of(client, article).xpath(".//custom-meta[meta-name='content-hash']/meta-value/text()")
    assert value == f"sha256:{article.current.content_hash}"


def test_jats_leaves_out_what_xml_cannot_hold(client, cast):
    article = acts.submitted(cast, text="## A\x0b title\n\nSome\x07 words & <b>signs</b> [1].\n", references=1)
    assert jats_of(client, article).xpath("string(body//p)").startswith("Some words & <b>signs</b>")


# --- FHIR -----------------------------------------------------------------------------------------


def resources(client, article) -> list[dict]:
    bundle = json.loads(form_of(client, article, "fhir.json"))
    assert Bundle.model_validate(bundle)
    return [entry["resource"] for entry in bundle["entry"]]


def test_the_citation_is_valid_fhir_and_says_approved_while_it_stands(client, cast):
    article = acts.approved(cast)
    citation, *_ = resources(client, article)
    assert Citation.model_validate(citation)
    assert citation["status"] == "active"
    assert citation["citedArtifact"]["currentState"][0]["coding"][0]["code"] == "approved"
    assert citation["lastReviewDate"] == article.last_reviewed.isoformat()


def test_each_signature_is_an_artifact_assessment(client, cast):
    article = acts.approved(cast)
    _, *assessments = resources(client, article)
    assert len(assessments) == 2
    assert all(ArtifactAssessment.model_validate(said) for said in assessments)
    assert {said["workflowStatus"] for said in assessments} == {"resolved-no-change"}
    assert all(article.published.content_hash in said["content"][0]["path"][0] for said in assessments)


def test_what_lapsed_is_no_longer_told_as_reviewed(client, cast):
    article = acts.approved(cast)
    with clock.shifted(days=1200):
        (citation,) = resources(client, article)
    assert citation["status"] == "draft"
    assert "lastReviewDate" not in citation
    assert "reviewer" not in citation


@pytest.mark.parametrize("arranged", [acts.submitted, acts.under_review, acts.approved])
def test_every_state_has_a_code_of_fhir(client, cast, arranged):
    citation, *_ = resources(client, arranged(cast))
    assert Citation.model_validate(citation)


@pytest.mark.parametrize("suffix", ["docmap.json", "jats.xml", "fhir.json"])
def test_a_retired_article_has_none_of_these_forms(client, cast, suffix):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Gone.")
    assert client.get(f"/articles/{article.slug}.{suffix}").status_code == 404
