"""What a door says when it stays shut. Each error is mapped to one HTTP status, once, in `medreview/problems.py`."""

from __future__ import annotations


class Refusal(Exception):
    """A door stays shut: nothing was changed. `detail` is read by the person who knocked."""

    slug = "refused"
    title = "Refused"
    status = 400

    def __init__(self, detail: str, *, errors: list[dict] | None = None, **extra: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors or []
        self.extra = extra


class BadInput(Refusal):
    """The request cannot be read as what it means to be; `errors` point at the fields (JSON pointers)."""

    slug, title, status = "bad-input", "The request has errors", 400

    @classmethod
    def at(cls, pointer: str, detail: str) -> BadInput:
        return cls("One field needs mending.", errors=[{"pointer": pointer, "detail": detail}])


class NotAllowed(Refusal):
    """The person may see the thing but not do this with it."""

    slug, title, status = "not-allowed", "You may not do this", 403


class WrongState(Refusal):
    """The thing is not in a state from which this leads anywhere."""

    slug, title, status = "wrong-state", "Not possible in this state", 409


class Unmet(Refusal):
    """The state fits and the person may, but a condition of the move does not hold yet."""

    slug, title, status = "condition-unmet", "A condition is not met", 409


class Duplicate(Refusal):
    """The thing is there already; `extra["location"]` says where."""

    slug, title, status = "duplicate", "Already there", 409


class Stale(Refusal):
    """The text moved since the caller saw it."""

    slug, title, status = "stale", "The article has changed", 412


class UnreadNews(Refusal):
    """A notice on a cited work came that the signer was not shown; `extra["notices"]` tells what it says."""

    slug, title, status = "unread-news", "News of a source has come in", 412


class TooLarge(Refusal):
    """More text than is read."""

    slug, title, status = "too-large", "Too large", 413
