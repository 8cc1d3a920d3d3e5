"""reader-report: a reader reported it, and an editor took it up: an error where somebody could come to harm."""

from __future__ import annotations

import re

from articles.checks.finding import Finding
from articles.content import Content
from articles.markers.prose import shown

CODE = "reader-report"
_WORD = re.compile(r"[^\W_]+")
_HELP = (
    "A reader wrote this and an editor took it up. Mend the text by a new revision; where it is right as it is, "
    "an editor may waive the finding with a reason."
)


def reported(content: Content, quote: str, message: str, *, danger: bool) -> Finding:
    """Readers notice what no rule looks for. It stays when the checks run again, and goes with the words it is about."""
    audience, start, end = _place(content, quote)
    return Finding(CODE, "error" if danger else "warning", message, _HELP, audience, start, end)


def _place(content: Content, quote: str) -> tuple[str, int | None, int | None]:
    """Where readers see these words, whatever stands between them; nowhere where they are not in the text."""
    if words := _WORD.findall(quote):
        quoted = re.compile(r"(?<!\w)" + r"[\W_]+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
        for audience, text in content.renditions.items():
            seen = shown(text)
            if found := quoted.search(seen.text):
                return audience, seen.start(found.start()), seen.end(found.end())
    return "", None, None
