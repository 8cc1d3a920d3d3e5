"""Reading a list, whatever its format: what every reader owes to whoever sent the list."""

from __future__ import annotations

import bibtexparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citations import importing
from citations.csl import problems
from citations.importing import FORMATS, TooMany, UnknownFormat, parse
from citations.importing.records import MOST_RECORDS

TAGS = [
    "TY  - JOUR\n",
    "ER  - \n",
    "AU  - ",
    "TI  - ",
    "PMID- 1\n",
    "FAU - A, B\n",
    "      more\n",
    "\n\n",
    "PT  - Book\n",
]
BIBTEX = [
    "@article{",
    "@string{a=",
    "}",
    "{",
    ",",
    "title = ",
    '"',
    "#",
    "\\'e",
    "author={A and B}",
    "@comment{",
    "(",
    ")",
]
XML = [
    "<PubmedArticle>",
    "</PubmedArticle>",
    "<ref>",
    "</ref>",
    "<mixed-citation>",
    "&nbsp;",
    "<!--",
    "<year>",
    "<",
]
JSON = [
    "[",
    "]",
    "{",
    "}",
    '"title":',
    '"a"',
    ",",
    "1e999",
    '"author":[{',
    '"issued":{"date-parts":[[',
    "null",
]


def fragments(pieces: list[str]) -> st.SearchStrategy[bytes]:
    text = st.lists(st.sampled_from(pieces) | st.text(max_size=12), max_size=40).map("".join)
    return text.map(lambda joined: joined.encode("utf-8", "replace"))


sources = st.binary(max_size=400) | fragments(TAGS) | fragments(BIBTEX) | fragments(XML) | fragments(JSON)


@given(source=sources, format=st.sampled_from([None, *FORMATS]))
@settings(max_examples=400, deadline=None)
def test_no_bytes_make_a_reader_fail_or_give_an_invalid_item(source: bytes, format: str | None) -> None:
    try:
        parsed = parse(source, format)
    except UnknownFormat:
        return
    assert [problem for entry in parsed.entries for problem in problems(entry.csl)] == []
    keys = [entry.key for entry in parsed.entries]
    assert len(keys) == len(set(keys))
    assert all(skipped.line >= 1 and skipped.reason for skipped in parsed.skipped)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "piece", ["@a{", "{", "TY  - JOUR\n", "PMID- 1\n\n", "<ref>", "[", "\\textit{", '"', "a and "]
)
def test_the_same_piece_ten_thousand_times_is_read_or_refused(format: str, piece: str) -> None:
    for source in (piece * 10_000, f"@a{{x, title={{{piece * 10_000}", f"TY  - JOUR\nTI  - {piece * 10_000}"):
        try:
            parse(source, format)
        except (UnknownFormat, TooMany) as error:
            assert str(error)


RECORD = {
    "ris": "TY  - JOUR\nTI  - {n}\nER  - \n", "nbib": "PMID- {n}\nTI  - {n}\n\n", "bibtex": "@book{{k{n}, title={{T}}}}\n",
    "csl-json": '{{"title": "{n}"}}\n', "crossref": '{{"title": ["{n}"]}}\n',
    "pubmed-xml": "<PubmedArticle><PMID>{n}</PMID></PubmedArticle>", "jats": "<ref><mixed-citation>{n}</mixed-citation></ref>",
}  # fmt: skip
AROUND = {"pubmed-xml": "<PubmedArticleSet>{}</PubmedArticleSet>", "jats": "<ref-list>{}</ref-list>"}


@pytest.mark.parametrize("format", FORMATS)
def test_a_list_with_too_many_records_is_read_no_further_than_that(format, monkeypatch) -> None:
    read, asked = importing._READERS[format], []
    monkeypatch.setitem(importing._READERS, format, lambda text: (asked.append(record) or record for record in read(text)))
    records = "".join(RECORD[format].format(n=n) for n in range(MOST_RECORDS + 50))
    with pytest.raises(TooMany, match="more than 5,000 records"):
        parse(AROUND.get(format, "{}").replace("{}", records), format)
    assert len(asked) <= MOST_RECORDS + 1


def test_bibtex_is_counted_before_any_of_it_is_read(monkeypatch) -> None:
    """An entry lends fields to those before it, so nothing is given out until all is read."""
    monkeypatch.setattr(bibtexparser, "parse_string", lambda *given: pytest.fail("a block was read"))
    with pytest.raises(TooMany):
        parse("@string{a = {b}}\n" * (MOST_RECORDS + 1), "bibtex")


@pytest.mark.parametrize(
    "text", ["", "   ", "Dear editor, please find", "<html><body>sorry</body></html>", "\x00\x01"]
)
def test_a_source_in_no_known_format_is_refused(text: str) -> None:
    with pytest.raises(UnknownFormat):
        parse(text)


def test_a_format_that_cannot_be_read_is_refused_by_name() -> None:
    with pytest.raises(UnknownFormat, match="endnote"):
        parse("x", "endnote")


def test_keys_come_from_author_and_year_and_stay_when_a_record_is_added() -> None:
    record = "TY  - JOUR\nAU  - Müller, A\nPY  - 2016\nTI  - {}\nER  - \n"
    first = parse(record.format("One") + record.format("Two"))
    more = parse(record.format("One") + record.format("Two") + record.format("Three"))
    assert [entry.key for entry in first.entries] == ["muller2016", "muller2016b"]
    assert [entry.key for entry in more.entries] == ["muller2016", "muller2016b", "muller2016c"]


def test_a_key_of_the_source_that_cannot_stand_in_a_marker_is_replaced_and_told() -> None:
    [entry] = parse('[{"id": "http://example.org/1 2", "type": "book", "title": "The hip"}]').entries
    assert entry.key == "hip"
    assert any("became" in remark for remark in entry.remarks)


def test_names_without_a_latin_letter_still_give_a_key() -> None:
    [entry] = parse("TY  - JOUR\nAU  - 王, 小明\nPY  - 2020\nTI  - 题目\nER  - \n").entries
    assert entry.key == "ref2020"
    assert entry.csl["author"] == [{"family": "王", "given": "小明"}]


def test_a_guessed_encoding_is_told_where_it_matters() -> None:
    source = "TY  - JOUR\nTI  - Étude\nER  - \n\nTY  - JOUR\nTI  - Plain\nER  - \n".encode("cp1252")
    accented, plain = parse(source).entries
    assert accented.csl["title"] == "Étude"
    assert any("cp1252" in remark for remark in accented.remarks)
    assert plain.remarks == []


def test_a_record_that_tells_of_no_work_is_skipped_with_its_line() -> None:
    parsed = parse("TY  - JOUR\nTI  - One\nER  - \nTY  - GEN\nER  - \n")
    assert [entry.line for entry in parsed.entries] == [1]
    assert [(skipped.line, "no" in skipped.reason) for skipped in parsed.skipped] == [(4, True)]


def test_what_is_too_long_is_cut_and_told() -> None:
    [entry] = parse(f"TY  - JOUR\nTI  - {'x' * 5_000}\nER  - \n").entries
    assert len(entry.csl["title"]) == 2_000
    assert entry.remarks == ["title was cut at 2,000 characters"]
