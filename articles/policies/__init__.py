"""Changing what is promised for a tier of risk: what the fields may say together, and the one door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from articles.errors import BadInput
from articles.models import Edition, Policy, PolicyText
from citations import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def troubles(said: dict) -> dict[str, str]:
    """What does not fit together, by field; empty where a policy can work."""
    found = {}
    seats, specialists = said.get("seats"), said.get("specialists")
    if seats and specialists and specialists > seats:
        found["specialists"] = "There cannot be more specialists than seats."
    if (said.get("accept_days") or 0) > (said.get("review_days") or 0):
        found["accept_days"] = "Accepting cannot take longer than the whole review."
    return found


def change(tier: str, said: dict) -> Policy:
    """Change some fields of a tier's policy. Open rounds keep the rules they began with. Raises BadInput at the fields."""
    with transaction.atomic():
        policy = Policy.objects.select_for_update().get(tier=tier)
        for name, value in said.items():
            setattr(policy, name, policy.reference_years | value if name == "reference_years" else value)
        try:
            policy.full_clean(validate_unique=False)
        except ValidationError as error:
            raise _bad({name: " ".join(told) for name, told in error.message_dict.items()}) from error
        if found := troubles(vars(policy)):
            raise _bad(found)
        keep(policy)
    return policy


def keep(policy: Policy) -> None:
    """Save a policy. Where it asks other things of the checks than before, what is in play is checked again."""
    with transaction.atomic():
        before = Policy.objects.select_for_update().get(pk=policy.pk)
        policy.save()
        if (before.reference_years, before.reading_grade) != (policy.reference_years, policy.reading_grade):
            Edition.turn()


def say(body: str, *, by: User) -> PolicyText:
    """Put the publisher's own words on the editorial policy page. Rendered and sanitised where they are shown."""
    said = {"body": body, "changed_by": by, "changed_at": clock.now()}
    return PolicyText.objects.update_or_create(pk=1, defaults=said)[0]


def own_words() -> str:
    """What the publisher says beside the rules in force; empty where nobody said anything."""
    return PolicyText.objects.values_list("body", flat=True).first() or ""


def _bad(found: dict[str, str]) -> BadInput:
    errors = [{"pointer": f"/{name}", "detail": detail} for name, detail in found.items()]
    return BadInput("The policy cannot work like this.", errors=errors)
