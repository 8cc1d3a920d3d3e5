"""What the exchange formats share survives being written and read again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citations import dates
from citations.csl import problems
from citations.exporting import FORMATS, export
from citations.exporting.fields import body, family
from citations.importing import parse

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüßéèñçøłŻΩжシ王小明"
words = st.text(LETTERS, min_size=2, max_size=12)
sentences = st.lists(
    words | st.sampled_from(["&", "50%", "$5", "a_b", "#1", "~", "β-blocker", "<i>in</i>", "x^2"])
)
titles = sentences.map(lambda parts: " ".join(["Title", *parts]))
families = st.lists(words, min_size=1, max_size=2).map(
    lambda parts: " ".join(part.capitalize() for part in parts)
)
persons = st.fixed_dictionaries(
    {"family": families, "given": st.sampled_from(["J.", "Anna Maria", "Jean-Paul", "Siân", "Q."])},
    optional={"suffix": st.sampled_from(["Jr", "III"])},
)
bodies = st.sampled_from(
    ["World Health Organization", "Example Study Group", "National Board, Health Office"]
)
names = persons | bodies.map(lambda text: {"literal": text})
issued = st.integers(1800, 2030).map(lambda year: {"date-parts": [[year]]}) | st.dates(
    date(1850, 1, 1), date(2030, 1, 1)
).map(lambda day: {"date-parts": [[day.year, day.month, day.day]]})
numbers = st.integers(1, 9999).map(str)
items = st.fixed_dictionaries(
    {"type": st.sampled_from(["article-journal", "book", "chapter", "report", "thesis"]), "title": titles},
    optional={
        "author": st.lists(names, min_size=1, max_size=4),
        "issued": issued,
        "volume": numbers,
        "page": st.sampled_from(["1-9", "e123", "S12", "100-104", "12", "S1-S9"]),
        "DOI": words.map(lambda text: f"10.1234/{text.lower()}"),
        "PMID": numbers,
        "publisher": families,
    },
)
SHARED = {
    "ris": ("type", "title", "volume", "page", "DOI", "PMID", "publisher"),
    "bibtex": ("type", "title", "volume", "page", "DOI", "PMID", "publisher"),
    "nbib": ("type", "title", "volume", "page", "DOI", "PMID", "publisher"),
    "csl-json": ("type", "title", "volume", "page", "DOI", "PMID", "publisher"),
}


def _names(item: dict) -> list[str]:
    return [
        " ".join(filter(None, (family(name) or body(name), name.get("given", ""), name.get("suffix", ""))))
        for name in item.get("author", [])
    ]


@pytest.mark.parametrize("format", FORMATS)
@given(written=st.lists(items, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_a_format_can_hold_survives_writing_and_reading(format: str, written: list[dict]) -> None:
    parsed = parse(export(written, format), format)
    assert parsed.skipped == []
    assert len(parsed.entries) == len(written)
    for item, entry in zip(written, parsed.entries, strict=True):
        assert problems(entry.csl) == []
        assert {field: entry.csl.get(field) for field in SHARED[format]} == {
            field: item.get(field) for field in SHARED[format]
        }
        assert _names(entry.csl) == _names(item)
        assert dates.year(entry.csl) == dates.year(item)


@pytest.mark.parametrize("format", FORMATS)
def test_the_format_of_what_was_written_is_recognised(format: str) -> None:
    text = export([{"type": "book", "title": "A title", "author": [{"family": "Tyler"}]}], format)
    assert parse(text).format == format


def test_the_id_of_an_item_is_its_key_in_the_file() -> None:
    item = {"id": "tyler2016", "type": "article-journal", "title": "A title"}
    assert export([item], "bibtex").startswith("@article{tyler2016,")
    assert "ID  - tyler2016" in export([item], "ris")


def test_a_line_break_in_a_field_makes_no_second_field() -> None:
    item = {"type": "book", "title": "A title\nER  - \nTY  - JOUR"}
    assert len(parse(export([item], "ris"), "ris").entries) == 1


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="not a format that can be written"):
        export([], "endnote")
