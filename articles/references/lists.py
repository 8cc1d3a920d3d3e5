"""A reference list judged by itself, before any text cites it: what an author can mend at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from articles.checks import Finding
from articles.checks.duplicate import duplicate
from articles.checks.finding import titled
from articles.checks.incomplete import incomplete
from articles.checks.notices import NEWS
from articles.checks.outdated import outdated
from articles.checks.self_published import self_published
from articles.checks.unidentified import unidentified
from articles.claims.reading import Reading
from articles.content import Content, Entry
from articles.examination import tier_context
from articles.models import Tier
from citations.importing import Parsed
from citations.registry import standings

_RULES = (duplicate, incomplete, unidentified, self_published, outdated)


def entries_of(parsed: Parsed) -> list[Entry]:
    """What was read, numbered as it stands, with what is known of each work."""
    known = standings([entry.csl for entry in parsed.entries]) if parsed.entries else []
    return [
        Entry(number, read.key, read.kind, read.csl, notices)
        for number, (read, notices) in enumerate(zip(parsed.entries, known, strict=True), 1)
    ]


def judge(entries: Sequence[Entry]) -> dict[str, list[Finding]]:
    """By key, what the checks say of each entry that does not depend on a text; without one, by the policy for medium risk."""
    reading = Reading(Content(question="", renditions={}, entries=tuple(entries)))
    context = tier_context(Tier.MEDIUM)
    found: dict[str, list[Finding]] = {entry.key: list(_news(entry)) for entry in entries}
    for rule in _RULES:
        for finding in rule(reading, context):
            found[finding.reference].append(finding)
    return found


def _news(entry: Entry) -> Iterator[Finding]:
    for notice in entry.notices:
        severity, happened, mend = NEWS[notice]
        yield Finding(
            f"reference-{notice}", severity, f"{titled(entry)} {happened}.", mend, reference=entry.key
        )
