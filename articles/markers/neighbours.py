"""How much the words around a bare number speak for a citation: "in deaths 2, 3." does, "at 2 weeks" does not."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"([^\W\d_][\w'’-]*|\d+|[^\w\s])\Z")
_YEAR = re.compile(r"(?:1[89]|20)\d\d\Z")
#: Words that come before a count, not before a citation.
_COUNTING = frozenset(
    """a about above after all an and any approximately are around as at average be been before below between by
    contain contained contains despite during each either equals every exactly exceeds few first following for from
    had has have having if in include included includes into is its just last least less maximum mean median
    minimum more most nearly next no nor nos not of on only or other our over per plus remaining roughly same second
    since some than that the their then these they third this those through till to total under until up upon was
    using we were when where which while with within without""".split()
)
#: Words that a number labels: "grade 2", "day 5", "March 25".
_LABELLED = frozenset(
    """age aged ages appendix april arm august batch bmi box case cases category chapter chromosome class cluster
    code cohort column control cycle day days december dose edition eq eqs equation exon experiment factor february
    fig figs file final initial mix ph figure figures generation grade group groups hour hours hypothesis inr interleukin item january july
    june lane level line list lot march may method minute minutes model module month months n november october
    option p page pages panel part period phase point points protocol question r range ratio round row sample score
    section september site size stage stages step steps strain subtype sum supplement table tables task test tier
    time times trimester type types unit version visit vitamin vol volume wave week weeks x year years z""".split()
)
_AFTER = re.compile(r"[ \t]*(?:([.,;:!?)\]\x00]|\Z|\n)|[ \t](\(|[^\W\d_]+))")
#: Words that can follow a citation within a sentence.
_FUNCTION = frozenset(
    """although and are as because but by can could did do does for from had has have however if in is may might
    must on or since so than that though through thus to using was were when where whereas which while who whose
    will with would""".split()
)
#: After a comma only these go on with the sentence: "Materials, 5 as critical", not "Chimuara, 2 from Nuere".
_GOES_ON = frozenset("and as but or that which while whereas".split())
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
    follows = _following(after)
    word = _BEFORE.search(before)
    return _preceding(word[1], follows, after) if word and follows else _NO


def _preceding(word: str, follows: float, after: str) -> float:
    lowered = word.lower()
    if word in (".", "?", "!"):
        return _LIKELY if _ends_or_restarts(after) else _NO
    if word == ",":
        return _POSSIBLE if _goes_on(after) else _NO
    if _YEAR.match(word):
        return _LIKELY if follows == _CERTAIN else _NO
    if word in (")", "%", "”", '"', "’"):
        return follows
    if not word[:1].isalpha() or lowered in _COUNTING or lowered in _LABELLED:
        return _NO
    if len(word) == 1 or (word.isupper() and len(word) <= 5):
        return follows * 0.6
    return follows


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
