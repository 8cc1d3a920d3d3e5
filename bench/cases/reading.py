"""Reference lists read and written as lines, against the parsers that others use alone."""

from __future__ import annotations

from collections.abc import Iterator

import bibtexparser
import rispy

from bench.inputs import works
from bench.line import Line, rate
from citations.exporting import export
from citations.formatting import STYLES, format_item
from citations.importing import parse

RECORDS = 2_000
FEW = 300


def lines() -> Iterator[Line]:
    items = works(RECORDS)
    ris, nbib = export(items, "ris"), export(items, "nbib")
    alone = rate(lambda: rispy.loads(ris), RECORDS)
    for name, text in (("ris", ris), ("nbib", nbib)):
        ours = rate(lambda text=text, name=name: _read(text, name, RECORDS), RECORDS)
        yield Line(f"{name.upper()} read", "records/s", ours, "rispy alone on RIS", alone, goal=5_000)
    bibtex = export(items[:FEW], "bibtex")
    alone = rate(lambda: bibtexparser.parse_string(bibtex), FEW)
    ours = rate(lambda: _read(bibtex, "bibtex", FEW), FEW)
    yield Line("BibTeX read", "records/s", ours, "bibtexparser alone", alone)
    for style in STYLES:
        ours = rate(lambda style=style: [format_item(item, style) for item in items], RECORDS)
        yield Line(f"{style.upper()} lines, text and HTML", "lines/s", ours, goal=20_000)


def _read(text: str, format: str, count: int) -> None:
    assert len(parse(text, format).entries) == count
