"""The watch over works in use, and the spreading of what it learned."""

from __future__ import annotations

from articles.references import sources
from citations import watch
from reviews import evidence


def look(*, seconds: float | None = None, again: bool = False) -> list[watch.Tally]:
    """Ask every source that is switched on, so many seconds each or to the end; then tell who cites."""
    tallies = [watch.watch(provider, sources.in_use(), seconds=seconds, again=again) for provider in watch.providers()]
    if any(tally.new for tally in tallies):
        evidence.spread()
    return tallies
