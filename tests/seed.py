"""The page that medreview was asked for, as a submission: the shared file where it is, else the demo's own words."""

from __future__ import annotations

import re
from pathlib import Path

from reviews.demo import iliopsoas

FILE = Path(__file__).resolve().parent.parent.parent / "shared" / "seed-article.txt"
#: A lone digit after a word, not part of a dose, an interval or a year: how the page writes its markers.
_BARE_MARKER = re.compile(r"(?<=[a-z]) ([1-6])(?=[.,]|\s|$)", re.M)


def submission() -> dict:
    """As the page has it, its bare markers written as `[n]`."""
    if not FILE.exists():
        return iliopsoas.submission(iliopsoas.DEFECTIVE, iliopsoas.DEFECTIVE_REFERENCES)
    page = FILE.read_text()
    question = page.splitlines()[0].strip()
    text = page[page.index("From the Guidelines") : page.index("\nReferences\n")]
    return iliopsoas.submission(_BARE_MARKER.sub(r" [\1]", text), _references(page), question=question)


def _references(page: str) -> list[dict]:
    block = page[page.index("\nReferences\n") : page.index("Professional Medical Disclaimer")]
    lines = [line.strip() for line in block.splitlines() if line.strip()][1:]
    found = [lines[n : n + 3] for n in range(0, len(lines), 3)]
    return [_entry(number, *lines) for number, lines in enumerate(found, 1)]


def _entry(number: int, kind: str, title: str, source: str) -> dict:
    container, _, year = source.rpartition(", ")
    csl = {"type": "article-journal", "title": title, "issued": {"date-parts": [[int(year)]]}}
    if kind == "Guideline":
        csl |= {"type": "report", "author": [{"literal": container}]}
    else:
        csl["container-title"] = container
    return {"key": f"r{number}", "kind": kind.lower(), "csl": csl}
