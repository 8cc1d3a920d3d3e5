"""The policies in force, as the table of promises that a reader is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from articles.models import Policy, Tier
from articles.pages.wording import KIND_NAMES


@dataclass(frozen=True)
class Promise:
    """One row: what is promised, and how it is kept for each tier of risk."""

    name: str
    values: tuple[str, ...]


_PENDING = {True: "shown", False: "not shown"}
_ROWS: dict[str, Callable[[Policy], str]] = {
    "Physicians who must sign": lambda policy: str(policy.seats),
    "Of these, from the article’s own specialty, at least": lambda policy: str(policy.specialists),
    "Each audience’s text has a reviewer of its own": lambda policy: "yes" if policy.reviewer_per_audience else "no",
    "Reviewed again within": lambda policy: period(policy.review_months),
    "A physician who is asked answers within": lambda policy: _days(policy.accept_days),
    "A physician who accepts reviews within": lambda policy: _days(policy.review_days),
    "School grade that suffices to read text for patients": lambda policy: str(policy.reading_grade),
    "Text not approved yet is, under its caution,": lambda policy: _PENDING[policy.pending_public],
}


def tiers() -> tuple[list[str], list[Promise]]:
    """The names of the tiers, and the promises with a value for each."""
    rows = {policy.tier: policy for policy in Policy.objects.all()}
    policies = [rows[tier] for tier in Tier.values if tier in rows]
    promises = [Promise(name, tuple(said(p) for p in policies)) for name, said in _ROWS.items()]
    return [f"{p.get_tier_display()} risk" for p in policies], promises + _ages(policies)


def period(months: int) -> str:
    """`2 years`, `18 months`."""
    years, rest = divmod(months, 12)
    number, unit = (months, "month") if rest else (years, "year")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _ages(policies: list[Policy]) -> list[Promise]:
    kinds = [kind for kind in KIND_NAMES if any(kind in policy.reference_years for policy in policies)]
    return [Promise(f"{KIND_NAMES[kind]} counts as outdated after", _age(kind, policies)) for kind in kinds]


def _age(kind: str, policies: list[Policy]) -> tuple[str, ...]:
    years = (policy.reference_years.get(kind) for policy in policies)
    return tuple("never" if limit is None else period(12 * limit) for limit in years)
