"""Names of people and bodies, as bibliographic formats write them, into CSL name objects."""

from __future__ import annotations

import re

_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|[2-9](?:nd|rd|th))\.?", re.IGNORECASE)
#: Family name, up to four initials, suffix (NLM, "MEDLINE/PubMed Data Element (Field) Descriptions": AU).
_MEDLINE = re.compile(r"(?P<family>.+?) (?P<given>(?:[^\W\d_]\.?-?){1,4})(?: (?P<suffix>\S+))?")
#: Words that stand in the names of bodies and hardly ever in those of people.
_BODY = re.compile(
    r"\b(?:academy|administration|agency|alliance|association|authority|board|bureau|cent(?:er|re)|clinic"
    r"|coalition|collaborat(?:ion|ive|ors)|college|commission|committee|company|consortium|corporation|council"
    r"|department|directorate|federation|foundation|fund|government|group|hospital|inc|initiative|institute"
    r"|investigators|llc|laborator(?:y|ies)|league|ltd|ministry|network|office|organi[sz]ation|panel|partnership"
    r"|press|program(?:me)?|registry|service|society|stud(?:y|ies)|subcommittee|task ?force|team|trials?"
    r"|trialists|trust|union|university|world|national|international|european|american)s?\b",
    re.IGNORECASE,
)
_INITIALS_LAST = re.compile(r"(?P<family>[^\W\d_][^\s.]+(?: [^\s.]+)?) (?P<given>(?:[A-Z]\.?[ -]?){1,3})")
_INITIALS_FIRST = re.compile(
    r"(?P<given>(?:[A-Z]\.[ -]?){1,3}) ?(?P<family>[^\W\d_][^\s.]+(?: [^\s.]+){0,2})"
)
_PLACEHOLDERS = frozenset(
    ("anonymous", "anon", "[anonymous]", "no authors listed", "[no authors listed]", "the")
)


def is_body(text: str) -> bool:
    """Whether a name reads like that of an organisation, going by the words in it."""
    return " " in text.strip() and _BODY.search(text) is not None


def is_placeholder(text: str) -> bool:
    """Whether the name is none: what catalogues write where nobody signed ("Anonymous", a lone "the")."""
    return text.strip(" .").casefold() in _PLACEHOLDERS


def literal(text: str) -> dict:
    """The name of a body, or one that cannot be taken apart without guessing."""
    return {"literal": text}


def person(family: str, given: str = "", suffix: str = "") -> dict:
    """A CSL name of the parts that are there."""
    parts = {"family": family.strip(), "given": given.strip(), "suffix": suffix.strip()}
    name = {part: value for part, value in parts.items() if value}
    return name if "family" in name else {"literal": given.strip() or suffix.strip()}


def inverted(text: str) -> dict:
    """A name written `Family, Given` or `Family, Given, Suffix`; without a comma it is taken whole."""
    if ",," in text:
        # EndNote doubles the commas inside the name of a body.
        return literal(text.replace(",,", ",").strip(" ,"))
    parts = [part.strip() for part in text.split(",")]
    parts = [part for part in parts if part]
    if len(parts) < 2 or is_body(parts[0]):
        return _undivided(text.strip(" ,"))
    if len(parts) == 2:
        return person(parts[0], *_trailing_suffix(parts[1]))
    if _SUFFIX.fullmatch(parts[1]):
        return person(parts[0], parts[2], parts[1])
    if _SUFFIX.fullmatch(parts[2]):
        return person(parts[0], parts[1], parts[2])
    return person(parts[0], ", ".join(parts[1:]))


def _undivided(text: str) -> dict:
    """A name without a comma: only initials tell its parts, `Fanning E.` or `J. A. Fanning`."""
    found = _INITIALS_LAST.fullmatch(text) or _INITIALS_FIRST.fullmatch(text)
    return person(found["family"], found["given"]) if found and not is_body(text) else literal(text)


def natural(text: str) -> dict | None:
    """A name written `Given Family`, if it can be one: two to four capitalised words that name no body."""
    words = text.split()
    if not 2 <= len(words) <= 4 or is_body(text) or not all(word[0].isupper() for word in words):
        return None
    return person(words[-1], " ".join(words[:-1]))


def medline(text: str) -> dict:
    """A name as MEDLINE abbreviates it: `van der Berg JA Jr`."""
    found = _MEDLINE.fullmatch(text.strip())
    if not found or found["given"] != found["given"].upper():
        return literal(text.strip())
    if found["suffix"] and not _SUFFIX.fullmatch(found["suffix"]):
        return literal(text.strip())
    return person(found["family"], found["given"], found["suffix"] or "")


def _trailing_suffix(given: str) -> tuple[str, str]:
    # MEDLINE's full names carry the suffix behind the given names: `Artino, Anthony R Jr`.
    head, _, last = given.rpartition(" ")
    return (head, last) if head and _SUFFIX.fullmatch(last) else (given, "")


def first_author(csl: dict) -> str:
    """The family name, or the whole name of a body, that a work is known by; empty where there is none."""
    for role in ("author", "editor"):
        names = csl.get(role)
        if isinstance(names, list) and names and isinstance(names[0], dict):
            name = names[0]
            return str(name.get("family") or name.get("literal") or name.get("given") or "")
    return ""
