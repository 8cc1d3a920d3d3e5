"""What reading a reference list yields: entries, what was skipped and why, and what a person should check."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Records of one source; what has more is refused before the rest is read.
MOST_RECORDS = 5_000


class UnknownFormat(ValueError):
    """The source is in none of the formats that can be read, or not in the one it was said to be in."""


class TooMany(ValueError):
    """The source holds more records than are read at a time."""

    def __init__(self) -> None:
        super().__init__(f"holds more than {MOST_RECORDS:,} records: send at most {MOST_RECORDS:,} at a time")


@dataclass(frozen=True)
class Skipped:
    """A record that gave no entry: the line it starts on (from 1) and the reason."""

    line: int
    reason: str


@dataclass
class Draft:
    """A record as its format gave it: the CSL read, and the key that the source proposes, if any."""

    csl: dict
    line: int
    key: str = ""
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ParsedEntry:
    """One entry of the list. `remarks` tell what was guessed or left out, for a person to check."""

    key: str
    kind: str
    csl: dict
    line: int
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Parsed:
    """A whole list as read. `remarks` hold for the source as such (its encoding, for one)."""

    format: str
    entries: list[ParsedEntry]
    skipped: list[Skipped]
    remarks: list[str] = field(default_factory=list)
