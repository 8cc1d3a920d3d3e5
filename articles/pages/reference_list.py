"""The reference list as shown: grouped by kind, numbered as in the text, with ways to the source and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Entry
from articles.pages.wording import KIND_NAMES, STANDINGS
from articles.rendering import reference_line


@dataclass(frozen=True)
class Line:
    """One entry in NLM style, with the news of its work; `cited` are the ids of the places that cite it."""

    number: int
    key: str
    text: SafeString
    news: tuple[str, ...]
    cited: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The entries of one kind, in the order of their numbers."""

    name: str
    lines: tuple[Line, ...]


def groups(entries: Iterable[Entry], cited: dict[str, list[str]]) -> list[Group]:
    """The list by kind, guidelines first. Numbers are the revision's own, so a group may begin with any."""
    by_kind: dict[str, list[Line]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(_line(entry, cited.get(entry.key, [])))
    return [Group(_(name), tuple(by_kind[kind])) for kind, name in KIND_NAMES.items() if kind in by_kind]


def _line(entry: Entry, cited: list[str]) -> Line:
    work = entry.reference.merged_into or entry.reference
    news = tuple(_(STANDINGS[word]) for word in work.standing)
    return Line(entry.number, entry.key, reference_line(entry.csl), news, tuple(cited))
