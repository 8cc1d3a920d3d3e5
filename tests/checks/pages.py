"""Revisions in a line or two."""

from __future__ import annotations

from datetime import date

from articles.checks import Context, Finding, examine
from articles.claims import Claim
from articles.content import Content, Entry
from articles.markers import bind

TODAY = date(2026, 11, 22)
CONTEXT = Context(publisher=("Harbour Health",), board_members=("Dr Maria Rivera",), today=TODAY)


def entry(number: int, title: str = "", **changes) -> Entry:
    """A faultless reference, but for what is changed; `None` takes a field away."""
    kind = changes.pop("kind", "research")
    key = changes.pop("key", f"r{number}")
    notices = changes.pop("notices", ())
    csl = {
        "type": "article-journal",
        "title": title or f"Wholly separate matter {'abcdefghij'[number % 10] * 5}",
        "author": [{"family": f"Author{number}", "given": "Q."}],
        "issued": {"date-parts": [[2024]]},
        "DOI": f"10.5555/example.{number}",
    }
    csl |= {name.replace("_", "-"): value for name, value in changes.items()}
    return Entry(
        number, key, kind, {name: value for name, value in csl.items() if value is not None}, notices
    )


def page(text: str, *entries: Entry, audience: str = "clinician", question: str = "What helps?") -> Content:
    citations = {audience: bind(text, [known.key for known in entries])}
    return Content(question, {audience: text}, tuple(entries), citations)


def findings(text: str, *entries: Entry, context: Context = CONTEXT, **changes) -> list[Finding]:
    return examine(page(text, *entries, **changes), context).findings


def found(code: str, text: str, *entries: Entry, **changes) -> list[Finding]:
    """The findings of one code."""
    return [finding for finding in findings(text, *entries, **changes) if finding.code == code]


def claims(text: str, *entries: Entry, **changes) -> list[Claim]:
    return examine(page(text, *entries, **changes), CONTEXT).claims
