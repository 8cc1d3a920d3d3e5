"""reference-retracted, -concern, -corrected, -superseded: news about a work that the page still cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.checks.context import Context
from articles.checks.finding import Finding, titled
from articles.claims.reading import Reading, Statement

RETRACTED = "reference-retracted"
#: notice: (severity, what happened, what to do)
NEWS = {
    "retracted": (
        "error",
        "has been retracted",
        "Remove what rests on it or support it otherwise. A retracted work is cited only to speak of its "
        "retraction (ICMJE), and then the sentence says so.",
    ),
    "concern": (
        "warning",
        "is under an expression of concern",
        "Read the notice; say so in the text, or support the sentence with another source.",
    ),
    "corrected": (
        "info",
        "has been corrected since it was published",
        "Read the correction and check that the sentences citing the work still hold.",
    ),
    "superseded": (
        "warning",
        "has been superseded by a newer version",
        "Cite the newer version, and check that the sentences citing the old one still hold.",
    ),
}
CODES = tuple(f"reference-{notice}" for notice in NEWS)
_SPOKEN_OF = re.compile(r"retract|withdrawn|fraud", re.IGNORECASE)


def notices(reading: Reading, context: Context) -> Iterator[Finding]:
    """What was true when the page was written may have been withdrawn since."""
    noticed = {entry.key for entry in reading.content.entries if entry.notices}
    if not noticed:
        return
    for key, (audience, said) in _first_citing(reading, noticed).items():
        entry = reading.entries[key]
        citation = next(found for found in said.sentence.citations if key in found.keys)
        for notice in entry.notices:
            if notice in NEWS and not (notice == "retracted" and _SPOKEN_OF.search(said.words)):
                severity, news, mend = NEWS[notice]
                message = f"{titled(entry)} {news}, and the page still cites it."
                where = (audience, citation.start, citation.end, key)
                yield Finding(f"reference-{notice}", severity, message, mend, *where)


def _first_citing(reading: Reading, keys: set[str]) -> dict[str, tuple[str, Statement]]:
    """By key, the first sentence that cites it; one that does not itself speak of a retraction goes first."""
    found: dict[str, tuple[str, Statement]] = {}
    for audience, statements in reading.statements.items():
        for said in statements:
            for key in {key for citation in said.sentence.citations for key in citation.keys} & keys:
                if key not in found or _SPOKEN_OF.search(found[key][1].words):
                    found[key] = (audience, said)
    return found
