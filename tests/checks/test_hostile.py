"""Texts made to be slow. Times are printed, not asserted; asserted is that the work ends and is bounded."""

from __future__ import annotations

import time

import pytest

from articles.checks import MOST, RULES, examine
from articles.claims.sentences import LONGEST, sentences
from articles.content import Content
from articles.markers import MOST_NAMED, MalformedMarker, bind, shown
from tests.checks.pages import CONTEXT, entry

ENTRIES = tuple(entry(number) for number in range(1, 41))
KEYS = [known.key for known in ENTRIES]
HOSTILE = {
    "nested brackets": "[",
    "nested markers": "[1",
    "markers": "[1]",
    "dangling markers": "[99]",
    "endless ranges": "[1-999999999]",
    "endless digits": "1",
    "separate digits": "1 ",
    "one long line": "word ",
    "one long word": "a",
    "escapes": "\\[",
    "backticks": "`a",
    "tags": "<a ",
    "comments": "<!--",
    "links": "[a](",
    "labels": "[a][b]",
    "definitions": "[a]: b\n",
    "fences": "```\n",
    "quotes": "> ",
    "bullets": "- a\n",
    "short sentences": "A b. ",
    "doses": "ibuprofen 400-600 mg every 4 to 6 hours, ",
    "drugs": "ibuprofen ",
    "directives": "You should. ",
    "empty lines": "\n",
    "spaces": " ",
    "raised": "a¹",
    "bare": "word 1, 2, ",
}


def examined(text: str):
    try:
        citations = bind(text, KEYS)
    except MalformedMarker:
        citations = ()
    return examine(Content("q", {"clinician": text}, ENTRIES, {"clinician": citations}), CONTEXT)


@pytest.mark.parametrize("name", HOSTILE)
def test_100_kb_of_it_is_examined_and_gives_no_flood(name):
    text = (HOSTILE[name] * 100_000)[:100_000]
    times = []
    for size in (50_000, 100_000):
        start = time.process_time()
        told = examined(text[:size])
        times.append((time.process_time() - start) * 1000)
    print(f"\n{name}: {times[0]:.0f} ms for 50 KB, {times[1]:.0f} ms for 100 KB")
    assert len(told.findings) <= MOST * len(RULES)


def test_no_sentence_is_longer_than_what_rules_can_bear():
    text = "word " * 20_000
    found = sentences(shown(text))
    assert max(len(one.text) for one in found) <= LONGEST
    assert "".join(one.text for one in found).split() == text.split()


def test_ranges_that_would_make_a_page_of_millions_of_links_are_refused():
    keys = [f"r{number}" for number in range(1, 201)]
    with pytest.raises(MalformedMarker) as refused:
        bind("[1-200] " * 12_500, keys)
    assert refused.value.start == len("[1-200] ") * (MOST_NAMED // 200)
    assert "may name 50,000 entries in all" in str(refused.value)
    assert len(bind("[1] " * 25_000, keys)) == 25_000


def test_a_range_over_everything_costs_no_more_than_its_list():
    (found,) = bind("[1-999999999]", KEYS)
    assert found.keys == tuple(KEYS)
    assert found.unknown == ("41-999999999",)
