"""The Markdown that articles are written in: one grammar for the page that readers see and for the checks that read it."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

_LINKS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def parser() -> MarkdownIt:
    """CommonMark and tables. HTML stays text, images become links, only links to web and mail are links."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.validateLink = lambda url: _LINKS.match(url) is not None
    return made
