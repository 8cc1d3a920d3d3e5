"""What the product should do, in a page: states, seats, quorum, who may. The machine of random walks is compared with it."""

from __future__ import annotations

from dataclasses import dataclass

IN_PLAY = ("submitted", "under_review", "changes_requested")
#: What an act comes to: done, not this person's to do, or not to be done now.
DONE, NOT_THEIRS, NOT_NOW = "done", "not theirs", "not now"
SPECIALISTS = ("rivera", "chen", "haddad")
WAITING = ("invited", "accepted")
EDITORS_STEPS = ("invite", "approve", "request_changes", "reject", "reopen", "retire")
AUTHORS_STEPS = ("revise", "withdraw")


@dataclass(frozen=True)
class Text:
    """Two texts with the same substance differ by a minor correction."""

    substance: int = 0
    wording: int = 0


@dataclass
class Seat:
    member: str
    #: invited, accepted, or the verdict that was signed.
    state: str = "invited"


@dataclass
class Model:
    """One article."""

    state: str = "submitted"
    current: Text = Text()
    published: Text | None = None
    #: The published revision is the current one.
    settled: bool = False
    questioned: bool = False
    #: None where no round is open.
    seats: list[Seat] | None = None
    short: bool = False

    # --- what holds now ---

    @property
    def update(self) -> bool:
        return self.published is None or not self.settled

    @property
    def waiting(self) -> int:
        return sum(seat.state in WAITING for seat in self.seats or [])

    def signed(self, *verdicts: str) -> list[Seat]:
        return [seat for seat in self.seats or [] if seat.state not in WAITING and (not verdicts or seat.state in verdicts)]

    @property
    def approvals(self) -> int:
        return len(self.signed("approve"))

    @property
    def dissents(self) -> int:
        return len(self.signed()) - self.approvals

    @property
    def needed(self) -> int:
        return 1 if self.short else 2

    @property
    def complete(self) -> bool:
        special = any(seat.member in SPECIALISTS for seat in self.signed("approve"))
        return self.approvals >= self.needed and not self.dissents and (special or self.short)

    def may(self, who: str, step: str) -> str:
        """What the step would come to for this person, on the article as it is."""
        if who != ("editor" if step in EDITORS_STEPS else "author"):
            return NOT_THEIRS
        return DONE if self._holds(step) else NOT_NOW

    def _holds(self, step: str) -> bool:
        open_round = self.seats is not None
        return {
            "invite": self.state in ("submitted", "under_review"),
            "approve": self.state == "under_review" and open_round and self.approvals > 0
            and len(self.signed()) >= self.needed and not self.waiting,
            "request_changes": self.state == "under_review" and open_round and self.dissents > 0 and not self.waiting,
            "reject": self.state in IN_PLAY and self.update,
            "withdraw": self.state in IN_PLAY and self.update,
            "reopen": self.state == "approved",
            "retire": self.state in (*IN_PLAY, "approved") and self.published is not None,
            "revise": self.state in (*IN_PLAY, "approved"),
        }[step]  # fmt: skip

    # --- what is done ---

    def invite(self, member: str) -> str:
        """A round is opened by its first seat; nobody sits twice in one."""
        if any(seat.member == member for seat in self.seats or []):
            return NOT_NOW
        if self.seats is None:
            minor = self.published is not None and self.published.substance == self.current.substance
            self.seats, self.short = [], minor and not self.questioned
        self.seats.append(Seat(member))
        return DONE

    def accept(self, seat: Seat) -> None:
        seat.state = "accepted"
        self.state = "under_review"

    def leave(self, seat: Seat) -> None:
        """Declined or expired: the seat is open again."""
        self.seats.remove(seat)

    def sign(self, seat: Seat, verdict: str) -> None:
        seat.state = verdict
        if self.complete:
            self.approve()

    def approve(self) -> None:
        self.state, self.published, self.settled, self.questioned = "approved", self.current, True, False
        self._close()

    def request_changes(self) -> None:
        self.state = "changes_requested"
        self._close()

    def reject(self) -> None:
        self._drop("rejected")

    def withdraw(self) -> None:
        self._drop("withdrawn")

    def reopen(self) -> None:
        self.state, self.questioned = "under_review", True
        self._open()

    def retire(self) -> None:
        self.state = "retired"
        self._close()

    def revise(self, text: Text) -> None:
        """The same text again changes nothing."""
        if text == self.current:
            return
        self.state, self.current, self.settled = "submitted", text, False
        self._close()

    def _drop(self, state: str) -> None:
        self._close()
        if self.published is None:
            self.state = state
            return
        self.current, self.settled = self.published, True
        self.state = "under_review" if self.questioned else "approved"
        if self.questioned:
            self._open()

    def _open(self) -> None:
        self.seats, self.short = [], False

    def _close(self) -> None:
        self.seats, self.short = None, False

    # --- what can be compared ---

    def told(self) -> dict:
        """As `seen` of the product reads it."""
        return {
            "state": self.state, "published": self.published is not None, "settled": self.settled, "questioned": self.questioned,
            "seats": None if self.seats is None else sorted((seat.member, seat.state) for seat in self.seats),
        }  # fmt: skip
