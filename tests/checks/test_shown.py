"""What rules read is what the page shows: every word of it, and nothing else."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markers import shown
from articles.rendering import render

NASTY = {
    "a comparison that looks like a tag": "If ALT <ULN take 4000 mg of ibuprofen daily; if ALT >ULN stop.",
    "a tag": 'Take <b title="4000 mg">400 mg</b> now.',
    "a comment": "Take <!-- 4000 mg --> now.",
    "back-ticks in two paragraphs": "It`s so.\r\n\r\nTake 4000 mg. Don`t wait.",
    "back-ticks in two items": "- It`s so\n- take 4000 mg, don`t wait",
    "code that is wrapped": "Take `4000\r\n` mg now.",
    "code": "Take `4000 mg` now.",
    "code between spaces": "Take 40` 00 `mg now.",
    "code as a block": "Take:\n\n    4000 mg\n\nand `` ` `` rest.",
    "a fence": "~~~text of 3\n4000 mg\n~~~\nThen rest.",
    "an open fence in an item": "- ```\n  code\n\nTake 4000 mg.",
    "an open fence in a quote": "> ```\n> code\n\nTake 4000 mg.",
    "a picture": "![Take 4000 mg](https://example.org/a.png) now.",
    "a picture that is none": "![Take 4000 mg](a.png) now.",
    "a link": 'Take [4000 mg](https://example.org/5000 "or 6000") now.',
    "a link that is none": "Take [4000 mg](javascript:x) and [this][that].",
    "a link by its label": "Take [4000 mg][a] or [a].\n\n[a]: https://example.org/5000\n  'Or 6000'",
    "a link by its label alone": "[4000 mg]: https://example.org\nTake [4000 mg].",
    "a definition under CRLF": "Take [a].\r\n\r\n[a]: https://example.org/5000\r\n",
    "an address": "See <https://example.org/a> or <me@example.org>.",
    "emphasis": "Take **4000** mg or 4000 *mg* or **40***00* mg, 2 * 3 * 4, snake_case_word.",
    "entities": "Take 4000&nbsp;mg or 4,000&#160;mg, not 5 &lt; 6 &nothing; &amp;nbsp;.",
    "escapes": r"Take 4\,000 mg \*now\* or \4 or \[4\].",
    "a line broken": "Take 4000\\\nmg or 5000  \nmg now.",
    "a quote that is wrapped": "> Take 4000\n> mg of\nit.",
    "lone returns": "Take 4000 mg.\r\rRest [1].\r# Then\rwalk",
    "a table": "| a *b* | c |\n|--|--|\n| **4000** \\| mg | `x\\|y` | never shown |\n| d |",
    "a table without pipes outside": "a | b\n--|--\n4000 mg | c",
    "nothing but a rule between": "Take 4000 mg\n***\nRest",
    "nested too deep": "- - - - - - - - - - - - Take 4000 mg\n\nRest",
    "nested": "1. a\n   - b *c*\n\n     d\n   > e\n2. f",
    "headings": "# *a* b #\n\nc `d`\n===\n\n## #",
    "characters that nobody sees": "Take 40\u00ad00\u200b mg and 40&shy;00 mg.",
    "an empty character": "Take \x00 4000 `a\x00b` mg.",
}  # fmt: skip
PIECES = (
    "a", "bc", "d ", " ", "\n", "\n\n", "\r\n", "\r", "    ", "\t", "> ", "- ", "* ", "1. ", "# ", "---", "===", "```", "~~~", "`", "``",
    "*", "**", "**n**", " **o.** ", "_", "[", "]", "](https://e.f)", "](g)", "![", "[h][i]", "[h]", "\n[h]: https://e.f\n", "<", ">", "<j k>", "</j>", "<!--",
    "-->", "<https://e.f>", "&nbsp;", "&amp;", "&shy;", "&", "\\", "|", "\n|l|m|\n|-|-|\n", "\x0c", "\u2028", "é",
)  # fmt: skip
_UNSEEN = re.compile("[\u00ad\u200b]")
_INLINE = re.compile(r"</?(?:em|strong|code|a)\b[^>]*>")


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _UNSEEN.sub("", text))


def page(text: str) -> str:
    """The page's text: its blocks apart, what is within them together."""
    return html.unescape(re.sub(r"<[^>]*>", " ", _INLINE.sub("", render(text, (), ()))))


def without_numbers_of_items(text: str) -> str:
    return re.sub(r"^(?:1|2)\. ", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_rules_read_the_words_of_the_page_and_no_others(text):
    assert words(without_numbers_of_items(shown(text).text)) == words(page(text))


@given(text=st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
@settings(max_examples=500, deadline=None)
def test_whatever_the_markdown_rules_read_the_words_of_the_page(text):
    letters = r"[^\W\d_]+"
    assert re.findall(letters, _UNSEEN.sub("", shown(text).text)) == re.findall(letters, _UNSEEN.sub("", page(text)))


@given(text=st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
@settings(max_examples=300, deadline=None)
def test_each_character_shown_has_its_place_in_the_text_as_sent(text):
    seen = shown(text)
    places = [(seen.start(place), seen.end(place + 1)) for place in range(len(seen.text))]
    assert places == sorted(places)
    for letter, (start, end) in zip(seen.text, places, strict=True):
        assert letter == text[start:end] or letter in "\n\xa0&" or text[start:end].startswith("\n")
        assert seen.place(start) <= len(seen.text)
