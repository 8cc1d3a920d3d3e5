"""citation-dangling: a marker with no reference."""

from __future__ import annotations

from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, quoted
from articles.claims.reading import Reading
from articles.content import Citation

CODE = "citation-dangling"


def dangling(reading: Reading, context: Context) -> Iterator[Finding]:
    """A reader who follows such a marker finds nothing: the sentence reads as sourced and is not."""
    for audience, text in reading.content.renditions.items():
        for citation in reading.citations(audience):
            for name in citation.unknown:
                yield _finding(len(reading.entries), audience, text, citation, name)


def _finding(entries: int, audience: str, text: str, citation: Citation, name: str) -> Finding:
    marker = text[citation.start : citation.end]
    before = text[max(0, citation.start - 60) : citation.end].rpartition("\n")[2]
    shown = name if len(name) <= 40 else name[:40] + "…"
    if name.startswith("@"):
        wrong = f"no reference has the key {shown[1:]}"
        mend = f"Add a reference with the key {shown[1:]}, or correct the key in the marker."
    else:
        count = "1 entry" if entries == 1 else f"{entries} entries"
        wrong = f"the list has {count}, so there is no reference {shown}" if entries else "there is no list of references"
        mend = f"Add the missing reference as number {shown}, or correct the number in the marker."
    return Finding(
        CODE,
        "error",
        f"The marker {quoted(marker, 30)} points nowhere: {wrong} ({quoted(before)}).",
        f"{mend} A sentence that seems sourced and is not misleads reader and reviewer.",
        audience,
        citation.start,
        citation.end,
    )
