"""How much the words around a bare number speak for a citation: "deaths 2." does, "at 2 weeks" not."""

from __future__ import annotations

import re

from articles.lexicon import words

_BEFORE = re.compile(r"([^\W\d_][\w'’-]*|\d+|[^\w\s])\Z")
_YEAR = re.compile(r"(?:1[89]|20)\d\d\Z")
_COUNTING = words("counting")
_LABELLED = words("labelled")
_AFTER = re.compile(r"[ \t]*(?:([.,;:!?)\]\x00]|\Z|\n)|[ \t](\(|[^\W\d_]+))")
_FUNCTION = words("function")
#: "2 to 4 weeks", "5 and 6": a count with another after it.
_RANGE = re.compile(r"\s+(?:to|or|and)\s+\d")
_GOES_ON = words("going_on")
_REPORTS = re.compile(
    r"(?:emphasi[sz]|highlight|suggest|show|report|found\b|finds\b|demonstrat|indicat|recommend|conclu|propos"
    r"|describ|identif|confirm|support|state[sd]|note[sd]|reveal|examin|evaluat|compar|investigat|assess|used\b"
    r"|observ|argue|publish|appl(?:y|ie)|cover|defin|work(?:ed|s)|estimat|predict|analy[sz]|provid|evolved|developed|introduc|present|review)"
)
_CERTAIN, _LIKELY, _POSSIBLE, _NO = 0.9, 0.75, 0.6, 0.0


def likelihood(before: str, after: str) -> float:
    """From 0 to 1, by the text right before and right after a bare number."""
    if before.endswith(("et al.", "et al")):
        return _CERTAIN
    follows = _NO if _RANGE.match(after) else _following(after)
    found = _BEFORE.search(before)
    if not found or not follows:
        return _NO
    word = found[1]
    return _after_a_word(word, follows) if word[0].isalpha() else _after_a_sign(word, follows, after)


def _after_a_word(word: str, follows: float) -> float:
    lowered = word.lower()
    if lowered in _COUNTING or lowered in _LABELLED:
        return _NO
    measure = len(word) == 1 or (word.isupper() and len(word) <= 5)
    return follows * 0.6 if measure else follows


def _after_a_sign(sign: str, follows: float, after: str) -> float:
    """Markers that were raised stand after the stop or comma; others after a bracket, a % or a year."""
    if sign in (".", "?", "!"):
        return _LIKELY if _ends_or_restarts(after) else _NO
    if sign == ",":
        return _POSSIBLE if _goes_on(after) else _NO
    if _YEAR.match(sign):
        return _LIKELY if follows == _CERTAIN else _NO
    return follows if sign in (")", "%", "”", '"', "’") else _NO


def _following(after: str) -> float:
    """What comes after: the end of a phrase speaks for a citation, a noun (and so a count) against it."""
    found = _AFTER.match(after)
    if found is None:
        return _NO
    if found[1] is not None:
        return _CERTAIN
    word = found[2]
    if word == "(" or word.lower() in _FUNCTION:
        return _LIKELY
    return _LIKELY if _REPORTS.match(word) else (_POSSIBLE if word[0].isupper() else _NO)


def _goes_on(after: str) -> bool:
    word = after.split(maxsplit=1)[:1]
    return bool(word) and (word[0] in _GOES_ON or _REPORTS.match(word[0]) is not None)


def _ends_or_restarts(after: str) -> bool:
    rest = after.lstrip(" \t")
    return not rest or rest[0] == "\n" or rest[0].isupper()
