"""The link of an invitation: it stands for one assignment alone, while that waits, and opens no account.

Nothing of it is stored: it is the assignment's number under a signature of ours, and what it may do is read from
the assignment each time. So it ends with the seat, and by its date, without anybody having to withdraw it.
"""

from __future__ import annotations

from django.core import signing
from django.db.models import Q

from articles.addresses import INVITATIONS
from articles.models import Article
from articles.pages.wording import enumeration, specialty_name
from citations import clock
from reviews.models import Assignment, BoardMember, Cause
from reviews.models.assignment import WAITING


def seat_at(token: str) -> Assignment | None:
    """The assignment that the link stands for; none for a forged, an expired or a withdrawn link alike."""
    try:
        pk = int(INVITATIONS.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    rows = Assignment.objects.select_related("round__article", "round__revision", "board_member__user", "invited_by")
    asked = Q(round__closed_at=None) | Q(round__cause=Cause.CALIBRATION)
    waiting = rows.filter(asked, pk=pk, state__in=WAITING, board_member__user__is_active=True)
    return waiting.filter(review_by__gte=clock.today()).first()


def why(member: BoardMember, article: Article) -> str:
    """Why this physician is asked, in words for them."""
    if article.specialty in member.specialties:
        return f"{specialty_name(article.specialty)} is your specialty."
    own = enumeration([specialty_name(code).lower() for code in member.specialties])
    return f"The article is about {specialty_name(article.specialty).lower()}; the editors ask for the view of {own} too."
