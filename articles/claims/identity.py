"""What keeps a claim the same claim over revisions.

A reviewer's earlier verdict is shown beside a claim while its substance stays; a changed dose, number, unit,
negation or order of words makes another claim, about which the reviewer is asked again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

_MARKER = re.compile(r"\[\s*[@\d][^\[\]]*\]|\^[\d,\s–-]+\^|<[^<>]*>")
_DASH = re.compile(r"\s*[‐-―−]\s*|(?<=\d)\s*-\s*(?=\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_UNIT_GAP = re.compile(r"(?<=\d)\s+(?=(?:mg|mcg|g|kg|ml|iu|%)\b|%)")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?|[%<>=≤≥±/-]")
#: Words whose coming or going leaves the substance as it was.
_IDLE = frozenset("a an the of that which this these also then very quite usually often typically generally".split())
_NEGATIONS = frozenset(
    "not no never neither nor without none cannot avoid avoided contraindicated against unless except only".split()
)
_SUBSTANCE = re.compile(r"\d|[%<>=≤≥±]|n['’]t\Z")
#: Two wordings with the same substance are one claim above this likeness (0 to 1) of their words.
ALIKE = 0.8


def identity(text: str, rendition: str) -> str:
    """A hash of the rendition and the claim's words without markers, markup, case, spacing and idle words."""
    return hashlib.sha256(f"{rendition}\n{' '.join(_words(text))}".encode()).hexdigest()[:32]


def substance(text: str) -> tuple[str, ...]:
    """The numbers, comparisons and negations of a claim, in order: where they differ, the claim differs."""
    return tuple(word for word in _words(text) if word in _NEGATIONS or _SUBSTANCE.search(word))


def pairs(old: Sequence[tuple[str, str]], new: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Which new claim is which old one, as {new id: old id}; claims as (id, text).

    The same id pairs; else the likest wording with the same substance, each old claim once.
    """
    left = dict(old)
    found = {id: id for id, _ in new if left.pop(id, None) is not None}
    by_substance: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for id, text in left.items():
        by_substance.setdefault(substance(text), []).append((id, text))
    for id, text in new:
        candidates = by_substance.get(substance(text), []) if id not in found else []
        likest = max(((_likeness(text, other), old_id) for old_id, other in candidates), default=(0.0, ""))
        if likest[0] >= ALIKE:
            found[id] = likest[1]
            candidates[:] = [pair for pair in candidates if pair[0] != likest[1]]
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def _words(text: str) -> list[str]:
    plain = _DASH.sub("-", _MARKER.sub(" ", text))
    plain = _UNIT_GAP.sub("", _THOUSANDS.sub("", plain)).casefold()
    return [word for word in _TOKEN.findall(plain) if word not in _IDLE]
