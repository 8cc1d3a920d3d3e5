"""What a revision says: the pure values that markers, checks and the content hash work on.

No database here, so that a pipeline can check a text before it submits (`manage.py check_article`, `?dry_run=true`)
with exactly the code that judges it afterwards.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

import rfc8785

AUDIENCES = ("clinician", "patient", "caregiver", "student")


class Citation(NamedTuple):
    """A marker in the text, bound to entries by key. `start` and `end` count characters of the Markdown as sent."""

    start: int
    end: int
    keys: tuple[str, ...]
    #: Numbers or keys in the marker that name no entry, as written ("6", "@smith2020"): each is a finding, never dropped.
    unknown: tuple[str, ...] = ()

    def as_json(self) -> dict:
        return {"start": self.start, "end": self.end, "keys": list(self.keys), "unknown": list(self.unknown)}


@dataclass(frozen=True)
class Entry:
    """One line of the reference list: its number in the list, a stable key, a kind and the CSL-JSON as sent."""

    number: int
    key: str
    kind: str
    csl: dict
    #: What is known of the work from its notices: any of "retracted", "concern", "corrected", "superseded".
    #: Not part of the content: it changes after the revision was made.
    notices: tuple[str, ...] = ()

    def as_json(self) -> dict:
        return {"number": self.number, "key": self.key, "kind": self.kind, "csl": self.csl}


@dataclass(frozen=True)
class Content:
    """All that a revision holds. `renditions` and `citations` are keyed by audience."""

    question: str
    renditions: dict[str, str]
    entries: tuple[Entry, ...] = ()
    citations: dict[str, tuple[Citation, ...]] = field(default_factory=dict)
    provenance: dict = field(default_factory=dict)
    specialty: str = ""
    topics: tuple[str, ...] = ()
    #: Stated by the author: {"by", "on", "evidence"}. Under the hash only where it is stated.
    external_review: dict | None = None

    def as_json(self) -> dict:
        stated = {"external_review": self.external_review} if self.external_review else {}
        return stated | {
            "question": self.question,
            "renditions": self.renditions,
            "citations": {who: [c.as_json() for c in found] for who, found in self.citations.items()},
            "entries": [entry.as_json() for entry in self.entries],
            "provenance": self.provenance,
            "specialty": self.specialty,
            "topics": list(self.topics),
        }

    def hash(self) -> str:
        """SHA-256, in hex, over the canonical JSON (RFC 8785): what an approval binds to."""
        return hashlib.sha256(rfc8785.dumps(self.as_json())).hexdigest()
