"""A finding: what is wrong, where, and how to mend it, for someone who is tired."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from articles.content import Entry

_GAP = re.compile(r" (?=[.,;:!?](?: |$))")
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the checks. `start` and `end` count characters of the rendition's Markdown as sent."""

    code: str
    severity: str
    #: What is wrong, with the numbers and names of this very page.
    message: str
    #: Why it matters and how to mend it.
    help: str
    rendition: str = ""
    start: int | None = None
    end: int | None = None
    #: The key of the entry it is about.
    reference: str = ""
    #: From 0 to 1, where the rule guesses.
    confidence: float | None = None

    def as_json(self) -> dict:
        """The finding as the API shows it, but for its id and waiver."""
        return asdict(self) | {"reference": self.reference or None, "rendition": self.rendition or None}


def quoted(text: str, limit: int = 80) -> str:
    """Words of the page in quotation marks, on one line, cut at a word; a marker that was taken out leaves no gap."""
    words = _GAP.sub("", " ".join(text[: 4 * limit].split()))
    if len(words) > limit:
        words = (words[:limit].rpartition(" ")[0] or words[:limit]) + " …"
    return f"“{words}”"


def title_of(entry: Entry) -> str:
    """An entry's title in quotation marks; its key where it has none."""
    return quoted(str(entry.csl.get("title") or "").strip() or entry.key)


def titled(entry: Entry) -> str:
    """An entry as a message names it: number and title."""
    return f"Reference {entry.number}, {title_of(entry)},"
