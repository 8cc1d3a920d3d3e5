"""Reference lines in the two styles of medicine: NLM (Vancouver) and AMA, as plain text and as HTML.

Own formatters, since the processors at hand get a third of NLM's lines right. Each line is built as text and
HTML side by side, so that nothing reaches the page unescaped.
"""

from __future__ import annotations

from citations.formatting import ama, nlm
from citations.formatting.text import Text, join

Line = Text

_STYLES = {"nlm": nlm.sentences, "ama": ama.sentences}
STYLES = tuple(_STYLES)


def format_item(csl: dict, style: str) -> Line:
    """The reference line of one item, without its number. Raises ValueError for a style not in STYLES."""
    if style not in _STYLES:
        raise ValueError(f"{style!r} is not a style: use one of {', '.join(STYLES)}")
    return join(_STYLES[style](csl))
