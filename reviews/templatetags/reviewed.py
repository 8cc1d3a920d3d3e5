"""What a review says, as pages show it."""

from __future__ import annotations

from django import template

from reviews import judgements as judged
from reviews.judgements import Judgement
from reviews.models import Review

register = template.Library()


@register.filter
def judgements(review: Review) -> list[Judgement]:
    """What it says of each claim, objections first."""
    return judged.of_review(review)
