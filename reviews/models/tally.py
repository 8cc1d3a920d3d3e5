"""How a round stands, counted from its seats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """How a round stands. Only signatures of this round are in it."""

    seats: int
    specialists_needed: int
    approvals: int
    dissents: int
    specialists: int
    waiting: int
    audiences_open: int = 0
    #: Signatures against it that news has put in doubt: they object, and are waited for until they lapse or are confirmed.
    doubted: int = 0

    @property
    def signed(self) -> int:
        return self.approvals + self.dissents

    @property
    def unfilled(self) -> int:
        """Seats that nobody holds: to be filled by inviting. Declining or expiring never lowers the quorum."""
        return max(0, self.seats - self.signed - self.waiting)

    @property
    def complete(self) -> bool:
        """Enough approvals, enough of them from the specialty, every audience spoken for, nobody against."""
        enough = self.approvals >= self.seats and self.specialists >= self.specialists_needed
        return enough and not (self.audiences_open or self.dissents or self.doubted)

    @property
    def decision_due(self) -> bool:
        """Somebody signed against it and no seat is waiting: the editor's move."""
        return self.dissents > 0 and not self.waiting

    @property
    def overridable(self) -> bool:
        """Every seat signed, one approval at least, and still not approved: a split, or a gap in what was judged."""
        return self.approvals > 0 and self.signed >= self.seats and not self.waiting
