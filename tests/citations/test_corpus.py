"""The corpus of real files, as a whole: how much of what it asserts is read right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citations.exporting import export
from citations.formatting import format_item
from citations.importing import UnknownFormat, parse
from tests.citations.corpus_comparison import compare

FORMATS = {
    "ris": "ris",
    "nbib": "nbib",
    "bibtex": "bibtex",
    "csl-json": "csl-json",
    "pubmed-xml": "pubmed-xml",
    "jats": "jats",
    "jats-ref-list": "jats",
    "crossref-work": "crossref",
}
#: Counted with a pattern that needs LF, while these two files end their lines in CR alone: one entry each.
MISCOUNTED = {
    "encoding/jabref-encoding-utf-16BE-with-header",
    "encoding/jabref-encoding-utf-16BE-without-header",
}
#: (formats, share of files whose count is right, share of asserted fields).
BARS = [
    (("ris", "nbib", "bibtex", "csl-json"), 0.97, 0.97),
    (("pubmed-xml", "crossref"), 0.98, 0.98),
    (("jats",), 0.95, 0.95),
]


def _count_is_right(case: dict, corpus: Path) -> tuple[bool, list]:
    try:
        parsed = parse((corpus / case["file"]).read_bytes())
    except UnknownFormat:
        return case["outcome"].startswith("error"), []
    expected = 1 if case["id"] in MISCOUNTED else case.get("count", case.get("article", {}).get("n_refs"))
    if case["outcome"].startswith("error"):
        return not parsed.entries, []
    found = len(parsed.entries)
    if case["outcome"] == "records_or_partial":
        found += len(parsed.skipped)
    return found == expected and parsed.format == FORMATS[case["format"]], parsed.entries


@pytest.mark.parametrize(("formats", "files_bar", "fields_bar"), BARS, ids=str)
def test_lists_are_read_as_the_corpus_says(
    formats: tuple, files_bar: float, fields_bar: float, corpus: Path, cases: list[dict]
) -> None:
    counts, fields, wrong = [], [], []
    for case in cases:
        if FORMATS.get(case["format"]) not in formats:
            continue
        is_right, entries = _count_is_right(case, corpus)
        counts.append(is_right)
        wrong += [] if is_right else [f"{case['id']}: wrong count"]
        if entries:
            compared = list(compare(case, entries))
            fields += [held for _, held, _ in compared]
            wrong += [f"{case['id']}: {message}" for _, held, message in compared if not held]
    assert sum(counts) / len(counts) >= files_bar, "\n".join(wrong)
    assert sum(fields) / len(fields) >= fields_bar, "\n".join(wrong)


@pytest.mark.parametrize(
    ("style", "name"), [("nlm", "nlm-citation-sequence"), ("ama", "american-medical-association")]
)
def test_lines_are_written_as_two_processors_agree(style: str, name: str, corpus: Path) -> None:
    items = {
        item["id"]: item for item in json.loads((corpus / "rendering" / "items.csl.json").read_text("utf-8"))
    }
    lines = json.loads((corpus / "rendering" / "lines.json").read_text("utf-8"))[name]
    written = {key: format_item(items[key], style).plain for key in lines}
    wrong = [f"{lines[key]}\n{line}\n" for key, line in written.items() if line != lines[key]]
    assert 1 - len(wrong) / len(lines) >= 0.97, "\n".join(wrong)


def _ris_lines(text: str) -> set[tuple[str, str]]:
    compared = {"TY", "AU", "PY", "DO", "IS", "VL", "TI", "KW", "UR", "PB"}
    return {(line[:2], line[6:].strip()) for line in text.splitlines() if line[:2] in compared}


def test_ris_is_written_as_the_corpus_says(corpus: Path, cases: list[dict]) -> None:
    for case in (case for case in cases if case["format"] == "csl->ris"):
        text = export(_items(corpus, case), "ris")
        expected = (
            _ris_lines(case["expected_text"]) if "expected_text" in case else _tags(case["expected_tags"][0])
        )
        assert expected <= _ris_lines(text), case["id"]


def _items(corpus: Path, case: dict) -> list[dict]:
    items = json.loads((corpus / case["file"]).read_text("utf-8"))
    return items if isinstance(items, list) else [items]


def _tags(tags: dict) -> set[tuple[str, str]]:
    listed = {tag: value if isinstance(value, list) else [value] for tag, value in tags.items()}
    return _ris_lines("\n".join(f"{tag}  - {value}" for tag, values in listed.items() for value in values))


def test_bibtex_is_written_as_the_corpus_says(corpus: Path, cases: list[dict]) -> None:
    compared = ("type", "title", "author", "editor", "container-title", "volume", "issue", "page", "DOI")
    for case in (case for case in cases if case["format"] == "csl->bibtex" and "label" not in case["id"]):
        [written] = parse(export(_items(corpus, case), "bibtex")).entries
        [expected] = parse(case["expected_text"], "bibtex").entries
        assert [written.csl.get(field) for field in compared] == [
            expected.csl.get(field) for field in compared
        ]
