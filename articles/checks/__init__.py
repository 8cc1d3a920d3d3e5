"""Checks that catch what a tired reviewer misses: a new rule is one module and one line in RULES."""

from __future__ import annotations

from articles.checks.cautions import cautions
from articles.checks.context import Context
from articles.checks.dangling import dangling
from articles.checks.duplicate import duplicate
from articles.checks.exceeded import exceeded
from articles.checks.finding import SEVERITIES, Finding
from articles.checks.grade import grade
from articles.checks.incomplete import incomplete
from articles.checks.independence import self_supported
from articles.checks.notices import notices
from articles.checks.outdated import outdated
from articles.checks.self_published import self_published
from articles.checks.shifted import shifted
from articles.checks.uncited import claim_uncited, dose_uncited
from articles.checks.unidentified import unidentified
from articles.checks.unused import unused
from articles.claims.reading import Reading
from articles.content import Content

__all__ = ["RULES", "RULES_VERSION", "SEVERITIES", "Context", "Finding", "check"]

#: Findings that were made under another version are made again.
RULES_VERSION = 1

RULES = (
    dangling,
    shifted,
    unused,
    duplicate,
    incomplete,
    unidentified,
    self_published,
    notices,
    outdated,
    dose_uncited,
    claim_uncited,
    self_supported,
    exceeded,
    cautions,
    grade,
)


def check(content: Content, context: Context) -> list[Finding]:
    """All findings of all rules on a revision's content, errors first, then in the order of the text."""
    reading = Reading(content)
    found = [finding for rule in RULES for finding in rule(reading, context)]
    return sorted(found, key=_place)


def _place(finding: Finding) -> tuple[int, str, int]:
    start = -1 if finding.start is None else finding.start
    return SEVERITIES.index(finding.severity), finding.rendition, start
