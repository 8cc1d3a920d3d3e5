"""How urgent an article is for the editors: since when it would have to wait if nothing but waiting counted.

Each thing that presses counts as days waited, so that everything grows more urgent, nothing starves, and the order is one
column with one index. The numbers are the editors' house rule, told on the queue.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.models import Article

#: Days' head start by the tier of risk.
RISK = {"high": 30, "medium": 7, "low": 0}
#: A published text in doubt (a notice, a report, a revoked licence), and one whose re-review is overdue.
IN_DOUBT, OVERDUE = 60, 45
#: For each factor of ten in the readers of a month.
READERS = 5
#: What the doors keep in an article's `pressing`, for no column of its own tells it.
DANGER, RETRACTED, LATE = "danger", "retracted", "late"
#: Days for each, and its words. A danger adds to the doubt that it mostly comes with.
PRESSING = {
    DANGER: (60, "a reader's report of danger, confirmed"),
    RETRACTED: (60, "a cited work was retracted"),
    LATE: (14, "a board member is late"),
}


def urgent_since(article: Article) -> datetime:
    """`waiting_since`, moved back by the head starts."""
    return article.waiting_since - timedelta(days=sum(days for days, _ in reasons(article)))


def reasons(article: Article) -> list[tuple[int, str]]:
    """What presses besides waiting: (days, in words), the heaviest first."""
    found = [(RISK[article.risk], f"{article.risk} risk")]
    found += [PRESSING[what] for what in article.pressing if not (what == RETRACTED and article.questioned == "notice")]
    if article.questioned:
        overdue = article.questioned == "due"
        found.append((OVERDUE, "its review is overdue") if overdue else (IN_DOUBT, "a published text in doubt"))
    if article.readers:
        found.append((round(READERS * math.log10(1 + article.readers)), f"{article.readers:,} readers a month"))
    return sorted(((days, why) for days, why in found if days), reverse=True)


def press(article: Article, what: str, *, holds: bool) -> None:
    """Keep whether this presses; `articles.doors.conclude` saves it, and what follows for the order."""
    article.pressing = sorted({*article.pressing} - {what} | ({what} if holds else set()))
