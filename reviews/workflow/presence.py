"""What a board member says of themselves: when they are away, and whether they wish to be credited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from articles.errors import BadInput, NotAllowed
from citations import clock
from reviews.models import BoardMember

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def set_presence(
    member: BoardMember, *, by: User, away_from: date | None, away_until: date | None, credited: bool
) -> BoardMember:
    """Out of office from one day to another, both included; neither: there. Who is away is not suggested to editors.

    Raises BadInput at the day that does not fit. The seats held already stay theirs: they may give them back.
    """
    if member.user_id != by.pk:
        raise NotAllowed("This is somebody else's calendar.")
    if away_from and not away_until:
        raise BadInput.at("/away_until", "Say the last day away.")
    if away_until and away_until < (away_from or clock.today()):
        raise BadInput.at("/away_until", "The last day away is before the first." if away_from else "That day has passed.")
    with transaction.atomic():
        member = BoardMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
        member.away_from, member.away_until, member.credited = away_from, away_until, credited
        member.save(update_fields=["away_from", "away_until", "credited"])
    return member
