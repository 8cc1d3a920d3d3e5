"""What Markdown's inline rules hide, told by the very rules that make the page: each notes where it took effect."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from articles import markdown

#: After an escape, these are words and open nothing: `\[1\]` is no marker.
_OPENING = "[]`<!^"


class Change(NamedTuple):
    """What stands from `start` to `end` is shown as `shown`, mostly as nothing; `barred` ones hold no marker either."""

    start: int
    end: int
    shown: str
    barred: bool = False


class Notes:
    """What the parser noted of a text: what it changes, which spans hold no marker, and which delimiters may be emphasis."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.barred: list[tuple[int, int]] = []
        #: Where lines begin that are no headings, whatever they look like: an escaped `\#`, code, a line that is wrapped.
        self.words: list[int] = []
        self.delimiters: list[tuple[int, Token]] = []

    def add(self, part: Notes, offset: int) -> None:
        """Take over the notes of a part of the text."""
        self.changes += (one._replace(start=one.start + offset, end=one.end + offset) for one in part.changes)
        self.barred += ((start + offset, end + offset) for start, end in part.barred)
        self.words += (start + offset for start in part.words)

    def hide(self, start: int, end: int, *, barred: bool = True) -> None:
        self.changes.append(Change(start, end, "", barred))


def changes_in(content: str, env: dict) -> Notes:
    """What of a paragraph the page does not show as it is written; `env` knows the links that the text defines."""
    notes = Notes()
    _MARKDOWN.inline.parse(content, _MARKDOWN, {**env, "notes": notes}, [])
    for place, token in notes.delimiters:
        if not token.content:
            notes.hide(place, place + 1, barred=False)
    return notes


def _link(state: StateInline, start: int, pushed: int) -> None:
    """A link's words are prose, its brackets and address are not; a number alone is no marker."""
    notes, end = state.env["notes"], state.pos
    close = state.md.helpers.parseLinkLabel(state, start, True)
    notes.hide(start, start + 1)
    notes.hide(close, end)
    if not any(map(str.isalpha, state.src[start + 1 : close])):
        notes.barred.append((start, end))


def _code(state: StateInline, start: int, pushed: int) -> None:
    """Its back-ticks are not shown, nor is the space that parts them from back-ticks within."""
    if pushed:
        edge = (state.pos - start - len(state.tokens[-1].content)) // 2
        state.env["notes"].hide(start, start + edge)
        state.env["notes"].hide(state.pos - edge, state.pos)
        state.env["notes"].barred.append((start, state.pos))


def _address(state: StateInline, start: int, pushed: int) -> None:
    state.env["notes"].hide(start, start + 1)
    state.env["notes"].hide(state.pos - 1, state.pos)
    state.env["notes"].barred.append((start, state.pos))


def _escape(state: StateInline, start: int, pushed: int) -> None:
    """A backslash is shown where it escapes nothing; before the end of a line it breaks the line."""
    token = state.tokens[-1]
    if token.content != token.markup or token.type == "hardbreak":
        state.env["notes"].hide(start, start + 1, barred=False)
        if token.content and token.content in _OPENING:
            state.env["notes"].barred.append((start, state.pos))


def _entity(state: StateInline, start: int, pushed: int) -> None:
    state.env["notes"].changes.append(Change(start, state.pos, state.tokens[-1].content))


def _emphasis(state: StateInline, start: int, pushed: int) -> None:
    """A token for each delimiter; those that turn out to open or close emphasis end up without words."""
    count = state.pos - start
    state.env["notes"].delimiters += zip(range(start, state.pos), state.tokens[-count:], strict=True)


_NOTED = {
    "link": _link, "backticks": _code, "autolink": _address, "escape": _escape, "entity": _entity, "emphasis": _emphasis,
}  # fmt: skip


def _noting(rule: Callable, note: Callable, state: StateInline, silent: bool) -> bool:
    start, before = state.pos, len(state.tokens)
    if not rule(state, silent):
        return False
    if not silent:
        note(state, start, len(state.tokens) - before)
    return True


def _parser() -> MarkdownIt:
    """The page's parser, whose rules take notes; no token is joined to another before it was looked at."""
    made = markdown.parser()
    made.inline.ruler2.disable("fragments_join")
    rules = dict(zip(made.inline.ruler.get_active_rules(), made.inline.ruler.getRules(""), strict=True))
    for name, note in _NOTED.items():
        made.inline.ruler.at(name, partial(_noting, rules[name], note))
    return made


_MARKDOWN = _parser()
