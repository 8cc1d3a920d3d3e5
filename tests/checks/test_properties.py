"""What holds for any text."""

from __future__ import annotations

import string
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.checks import examine
from articles.content import Content
from articles.markers import MalformedMarker, bind, prose
from tests.checks.pages import CONTEXT, entry, page

ENTRIES = (entry(1, "Colchicine in gout"), entry(2, "Aciclovir for shingles"), entry(3))
KEYS = tuple(known.key for known in ENTRIES)
PARAGRAPHS = (
    "You should rest for 2 weeks [1].",
    "Take ibuprofen 800 mg three times daily [2].",
    "Gout flares respond to colchicine [4].",
    "- Warfarin users bruise [3]\n- Take aspirin 75 mg daily",
    "Hips bend. About 30% of them ache [@r2; @nobody].",
    "| drug | dose |\n|---|---|\n| naproxen | 220 mg daily |",
)
HOSTILE = st.text(st.sampled_from(string.printable + "[]()`@^–¹²\x00\u2028é😀"), max_size=300)
PAGES = st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=5)
#: A paragraph that says nothing: no claim, no marker, no medicine, no condition.
IDLE = "Hips are joints of the body."


def examined(paragraphs: list[str]):
    return examine(page("\n\n".join(paragraphs), *ENTRIES), CONTEXT)


@given(paragraphs=PAGES, data=st.data())
@settings(max_examples=60, deadline=None)
def test_an_inserted_paragraph_moves_offsets_and_changes_nothing_else(paragraphs, data):
    place = data.draw(st.integers(0, len(paragraphs)))
    before = examined(paragraphs)
    after = examined([*paragraphs[:place], IDLE, *paragraphs[place:]])
    cut = len("\n\n".join(paragraphs[:place]))
    shift = len(IDLE) + 2

    def moved(start):
        return start if start is None or start < cut else start + shift

    where = [
        (one.code, one.message, moved(one.start), moved(one.end - 1) if one.end else None)
        for one in before.findings
    ]
    assert where == [
        (one.code, one.message, one.start, one.end - 1 if one.end else None) for one in after.findings
    ]
    assert [(one.id, one.kind, one.risk, one.references, moved(one.start)) for one in before.claims] == [
        (one.id, one.kind, one.risk, one.references, one.start) for one in after.claims
    ]
    assert before.risk == after.risk


@given(text=HOSTILE)
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_a_marker_or_a_rule(text):
    try:
        citations = bind(text, KEYS)
    except MalformedMarker as refused:
        assert text[refused.start : refused.end] == refused.text
        citations = ()
    content = Content("q", {"patient": text}, ENTRIES, {"patient": citations})
    for one in examine(content, CONTEXT).findings:
        assert one.start is None or 0 <= one.start <= one.end <= len(text)
    for claim in examine(content, CONTEXT).claims:
        assert text[claim.start : claim.end] == claim.text


@given(text=HOSTILE)
@settings(max_examples=300, deadline=None)
def test_prose_is_as_long_as_its_text_and_keeps_what_it_does_not_blank(text):
    readable = prose(text)
    assert len(readable) == len(text)
    ended = text.replace("\r\n", " \n").replace("\r", "\n")
    assert all(kept in ("\x00", sent) for kept, sent in zip(readable, ended, strict=True))


@given(text=HOSTILE)
@settings(max_examples=200, deadline=None)
def test_markers_come_in_order_and_do_not_overlap(text):
    try:
        found = bind(text, KEYS)
    except MalformedMarker:
        return
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.keys or one.unknown for one in found)


@given(paragraphs=PAGES)
@settings(max_examples=30, deadline=None)
def test_the_same_page_gives_the_same_findings(paragraphs):
    assert examined(paragraphs) == examined(paragraphs)
