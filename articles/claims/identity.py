"""What keeps a claim the same claim over revisions.

A reviewer's earlier verdict is shown beside a claim while its substance stays; a changed dose, number, unit,
negation or order of words makes another claim, about which the reviewer is asked again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from articles.claims.drugs import group_of
from articles.lexicon import words

#: Only what can be a marker: `[4000 mg]` is read as a dose, and `10^3^` is another number than `10^6^`.
_MARKER = re.compile(r"\[\s*(?:@[^\[\]]*|\d[\d\s,;‐-―−-]*)\]")
_DIGIT = re.compile(r"\d")
_DASHED = re.compile(r"[-‐-―−]")
_DASH = re.compile(r"\s*[‐-―−]\s*|(?<=\d)\s*-\s*(?=\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_UNIT_GAP = re.compile(r"(?<=\d)\s+(?=(?:mg|mcg|g|kg|ml|iu|%)\b|%)")
_TOKEN = re.compile(r"\d+(?:[.·]\d+)?|(?<!\w)[.·]\d+|[^\W\d_]+(?:['’][^\W\d_]+)?|[%<>=≤≥±/-]")
_IDLE = words("idle")
_NEGATIONS = words("negations")
_SUBSTANCE = re.compile(r"\d|[%<>=≤≥±]|n['’]t\Z")
#: Two spellings of one word are at least this alike, from 0 to 1.
SAME_WORD = 0.75
#: No word is longer in letters; to compare what is takes seconds.
_LONGEST_WORD = 60
#: Beginnings that turn a word's meaning and look like a slip of spelling.
_TURNED = re.compile(r"(?:hyper|hypo|inter|intra|anti|ante|pro|pre|un|in|ab|ad|over|under)")


def claim_id(text: str, rendition: str) -> str:
    """A hash of the rendition and the claim's words without markers, markup, case, spacing and idle words."""
    return hashlib.sha256(f"{rendition}\n{' '.join(_words(text))}".encode()).hexdigest()[:32]


def substance(text: str) -> tuple[str, ...]:
    """The numbers, comparisons and negations of a claim, in order: where they differ, the claim differs."""
    return tuple(word for word in _words(text) if word in _NEGATIONS or _SUBSTANCE.search(word))


def same_substance(one: str, other: str) -> bool:
    """Whether two texts say the same: word for word, but for spelling, markers, markup and idle words."""
    ours, theirs = _words(one), _words(other)
    if ours == theirs:
        return True
    return len(ours) == len(theirs) and all(map(_same_word, ours, theirs))


def same_claims(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Which new claim is which old one, as {new id: old id}; claims as (id, text), each old one used once."""
    left = dict(old)
    found = {id: id for id, _ in new if left.pop(id, None) is not None}
    by_length: dict[int, list[tuple[str, str]]] = {}
    for id, text in left.items():
        by_length.setdefault(len(_words(text)), []).append((id, text))
    for id, text in new:
        candidates = by_length.get(len(_words(text)), []) if id not in found else []
        for candidate in candidates:
            if same_substance(text, candidate[1]):
                found[id] = candidate[0]
                candidates.remove(candidate)
                break
    return found


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or max(len(one), len(other)) > _LONGEST_WORD or not (one.isalpha() and other.isalpha()):
        return False
    if group_of(one) is not None and group_of(other) is not None:
        return False
    if one in _NEGATIONS or other in _NEGATIONS or _beginning(one) != _beginning(other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= SAME_WORD


def _beginning(word: str) -> str:
    found = _TURNED.match(word)
    return found[0] if found else ""


def _words(text: str) -> list[str]:
    plain = _MARKER.sub(" ", text) if "[" in text else text
    if _DIGIT.search(plain):
        plain = _DASH.sub("-", plain) if _DASHED.search(plain) else plain
        plain = _UNIT_GAP.sub("", _THOUSANDS.sub("", plain) if "," in plain else plain)
    return [word for word in _TOKEN.findall(plain.casefold()) if word not in _IDLE]
