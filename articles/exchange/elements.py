"""Builds XML elements from words of others: what XML cannot hold is left out, the rest is escaped by lxml."""

from __future__ import annotations

import re

from lxml import etree
from lxml.builder import ElementMaker

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def say(element: etree._Element, words: str | None) -> None:
    """Add words after what the element holds already."""
    words = _NOT_XML.sub("", words or "")
    # Counting the children would go through all of them at every word.
    last = next(element.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = (last.tail or "") + words
    else:
        element.text = (element.text or "") + words


E = ElementMaker(typemap={str: say})
