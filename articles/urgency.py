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


def urgent_since(article: Article) -> datetime:
    """`waiting_since`, moved back by the head starts."""
    return article.waiting_since - timedelta(days=sum(days for days, _ in reasons(article)))


def reasons(article: Article) -> list[tuple[int, str]]:
    """What presses besides waiting: (days, in words), the heaviest first."""
    found = [(RISK[article.risk], f"{article.risk} risk")]
    if article.questioned:
        overdue = article.questioned == "due"
        found.append((OVERDUE, "its review is overdue") if overdue else (IN_DOUBT, "a published text in doubt"))
    if article.readers:
        found.append((round(READERS * math.log10(1 + article.readers)), f"{article.readers:,} readers a month"))
    return sorted(((days, why) for days, why in found if days), reverse=True)
