"""The same letter in HTML: made from its text, so that the two never say different things."""

from __future__ import annotations

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def page(subject: str, text: str) -> str:
    """A whole HTML document for a mail."""
    return render_to_string("mail/letter.html", {"subject": subject, "letter": inner(text), "publisher": settings.PUBLISHER})


def inner(text: str) -> SafeString:
    """Paragraphs; what the text sets in (two spaces) stands out; addresses are links. All else is escaped."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip("\n")) if block.strip()]
    return format_html_join("\n", "{}", ((_block(block),) for block in blocks))


def _block(block: str) -> SafeString:
    lines = block.splitlines()
    set_in = all(line.startswith("  ") for line in lines)
    if lines[0].strip() == "--":
        return format_html('<p class="foot">{}</p>', _lines(lines[1:]))
    if set_in and len(lines) == 1 and _ADDRESS.fullmatch(lines[0].strip()):
        return format_html('<p><a class="button" href="{0}">{0}</a></p>', lines[0].strip())
    return format_html("<blockquote>{}</blockquote>" if set_in else "<p>{}</p>", _lines(lines))


def _lines(lines: list[str]) -> SafeString:
    first, *others = [_linked(line.strip()) for line in lines] or [""]
    return format_html("{}{}", first, format_html_join("", "<br>\n{}", ((line,) for line in others)))


def _linked(line: str) -> SafeString:
    parts, last = [], 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(".,;:)")
        parts += [(line[last : found.start()],), (format_html('<a href="{0}">{0}</a>', address),)]
        last = found.start() + len(address)
    return format_html_join("", "{}", [*parts, (line[last:],)])
