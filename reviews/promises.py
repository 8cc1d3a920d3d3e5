"""The policies in force, as the table of promises that a reader is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from articles.models import Policy, Tier
from articles.pages.wording import KIND_NAMES


@dataclass(frozen=True)
class Promise:
    """One row: what is promised, and how it is kept for each tier of risk."""

    name: str
    values: tuple[str, ...]


_ROWS: dict[str, Callable[[Policy], str]] = {
    gettext_noop("Physicians who must sign"): lambda policy: str(policy.seats),
    gettext_noop("Of these, from the article’s own specialty, at least"): lambda policy: str(policy.specialists),
    gettext_noop("Each audience’s text has a reviewer of its own"): lambda p: _("yes") if p.reviewer_per_audience else _("no"),
    gettext_noop("Reviewed again within"): lambda policy: period(policy.review_months),
    gettext_noop("A physician who is asked answers within"): lambda policy: _days(policy.accept_days),
    gettext_noop("A physician who accepts reviews within"): lambda policy: _days(policy.review_days),
    gettext_noop("School grade that suffices to read text for patients"): lambda policy: str(policy.reading_grade),
    gettext_noop("Text not approved yet is, under its caution,"): lambda p: _("shown") if p.pending_public else _("not shown"),
}
#: By tier, the head of its column.
_RISKS = {Tier.LOW: gettext_noop("Low risk"), Tier.MEDIUM: gettext_noop("Medium risk"), Tier.HIGH: gettext_noop("High risk")}


def tiers() -> tuple[list[str], list[Promise]]:
    """The names of the tiers, and the promises with a value for each."""
    rows = {policy.tier: policy for policy in Policy.objects.all()}
    policies = [rows[tier] for tier in Tier.values if tier in rows]
    promises = [Promise(_(name), tuple(said(p) for p in policies)) for name, said in _ROWS.items()]
    return [_(_RISKS[p.tier]) for p in policies], promises + _ages(policies)


def period(months: int) -> str:
    """`2 years`, `18 months`."""
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("{number} month", "{number} months", months).format(number=months)
    return ngettext("{number} year", "{number} years", years).format(number=years)


def _days(number: int) -> str:
    return ngettext("{number} day", "{number} days", number).format(number=number)


def _ages(policies: list[Policy]) -> list[Promise]:
    outdated = _("{kind} counts as outdated after")
    return [Promise(outdated.format(kind=_(name)), _age(kind, policies)) for kind, name in KIND_NAMES.items()]


def _age(kind: str, policies: list[Policy]) -> tuple[str, ...]:
    years = (policy.reference_years.get(kind) for policy in policies)
    return tuple(_("never") if limit is None else period(12 * limit) for limit in years)
