"""The editors' figures: reckoned at once while that is quick, and by the clock every five minutes where it is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from articles import disagreements
from articles.tables import Table
from citations import clock
from reviews import record
from reviews.editors import calibration, stats
from reviews.models import KeptFigures

#: Seconds beyond which a page shows what was kept.
SLOW = 0.5
#: What took so long is reckoned again after so many times as long, so that figures never take more than a twentieth of a core.
REST = 20


@dataclass(frozen=True)
class Kind:
    """How some figures are reckoned, and how they are read back."""

    reckon: Callable[[datetime], Any]
    read: Callable[[dict, datetime], Any]


def figures(now: datetime) -> stats.Stats:
    """The dashboard's."""
    return _shown("dashboard", now)


def agreement(now: datetime) -> calibration.Calibration:
    """How far reviewers agree."""
    return _shown("calibration", now)


def contradictions(now: datetime) -> list[disagreements.Disagreement]:
    """Which articles disagree."""
    return _shown("disagreements", now)


def keep() -> list[str]:
    """Reckon all of it and keep what took long; what is quick is forgotten. Returns what is kept."""
    return [name for name in _KINDS if _keep(name, clock.now())]


def _shown(name: str, now: datetime) -> Any:
    kept = KeptFigures.objects.filter(pk=name).first()
    return _KINDS[name].read(kept.value, kept.at) if kept else _KINDS[name].reckon(now)


def _keep(name: str, now: datetime) -> bool:
    kept = KeptFigures.objects.filter(pk=name).first()
    if kept and now < kept.at + timedelta(seconds=REST * kept.seconds):
        return True
    start = time.monotonic()
    found = _KINDS[name].reckon(now)
    seconds = time.monotonic() - start
    if seconds < SLOW:
        KeptFigures.objects.filter(pk=name).delete()
        return False
    value = {"found": [asdict(one) for one in found]} if isinstance(found, list) else asdict(found)
    KeptFigures.objects.update_or_create(name=name, defaults={"at": now, "seconds": seconds, "value": value})
    return True


def _stats(value: dict, at: datetime) -> stats.Stats:
    flow, clears = value["flow"], value["flow"]["clears_on"]
    flow = stats.Flow(**flow | {"clears_on": clears and date.fromisoformat(clears)})
    return stats.Stats(at, flow, value["overdue"], [_table(table) for table in value["tables"]])


def _calibration(value: dict, at: datetime) -> calibration.Calibration:
    return calibration.Calibration(**{name: _table(table) for name, table in value.items()})


def _disagreements(value: dict, at: datetime) -> list[disagreements.Disagreement]:
    def side(told: dict) -> disagreements.Side:
        return disagreements.Side(**told)

    return [
        disagreements.Disagreement(**found | {"one": side(found["one"]), "other": side(found["other"])})
        for found in value["found"]
    ]


def _table(told: dict) -> Table:
    return Table(**told | {"columns": tuple(told["columns"]), "stacked": tuple(told["stacked"])})


_KINDS = {
    "dashboard": Kind(stats.figures, _stats),
    "calibration": Kind(calibration.calibration, _calibration),
    "thanks": Kind(record.everybodys, lambda value, _: record.Everybodys(**value)),
    "disagreements": Kind(lambda _: disagreements.disagreements(), _disagreements),
}
