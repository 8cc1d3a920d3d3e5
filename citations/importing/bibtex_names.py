"""Lists of names in BibTeX: parted by `and`, each in one of three forms ("Tame the BeaST", chapter 11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citations import names
from citations.importing.latex import to_text

_AND = re.compile(r"\s+and\s+|[{}]|\\.", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"[{}]|\\.|,|[\s~]+", re.DOTALL)
_ET_AL = re.compile(r",?\s*\bet\s+al\b\.?$", re.IGNORECASE)


def read_names(source: str, remarks: list[str]) -> list[dict]:
    """CSL names of a field such as `author`; `others` and `et al.` are told, they name nobody."""
    found = []
    for name in _split(source):
        shown = _ET_AL.sub("", name)
        if shown != name or name.casefold() == "others":
            remarks.append("the list of names ends in `and others`: the source does not name them all")
        if shown and shown.casefold() != "others" and not names.is_placeholder(shown):
            found.append(_name(shown))
    return found


def _split(source: str) -> Iterator[str]:
    """The names in a list: an `and` inside braces belongs to a name."""
    depth, start = 0, 0
    for mark in _AND.finditer(source + " and "):
        if mark.group() == "{":
            depth += 1
        elif mark.group() == "}":
            depth = max(depth - 1, 0)
        elif not mark.group().startswith("\\") and depth == 0:
            yield from filter(None, [source[start : mark.start()].strip()])
            start = mark.end()
    if start < len(source):
        yield from filter(None, [re.sub(r"\s+and$", "", source[start:]).strip()])


def _name(source: str) -> dict:
    parts = [part for part in _comma_parts(source) if part]
    if not parts:
        return {}
    if "=" in source and all("=" in part[0] for part in parts):
        return _labelled(parts)
    whole = to_text(source).strip()
    if len(parts) == 1:
        return _natural(parts[0], whole)
    particle, family = _particle(parts[0])
    given, suffix = (parts[1], []) if len(parts) == 2 else (parts[2], parts[1])
    return _person(particle, family, given, suffix)


def _labelled(parts: list[list[str]]) -> dict:
    """BibLaTeX's long form: `family=Duchamp, given=Philippe, prefix=van` (manual 3.19, 3.4)."""
    told = dict(" ".join(part).split("=", 1) for part in parts)
    told = {label.strip(): to_text(value).strip(' "') for label, value in told.items()}
    name = names.person(told.get("family", ""), told.get("given", ""), told.get("suffix", ""))
    return {**name, "non-dropping-particle": told["prefix"]} if told.get("prefix") else name


def _natural(words: list[str], whole: str) -> dict:
    if len(words) == 1 or names.is_body(whole):
        return names.literal(whole)
    low = [place for place, word in enumerate(words[:-1]) if _is_low(word)]
    if not low:
        return _person([], words[-1:], words[:-1], [])
    first, last = low[0], low[-1]
    return _person(words[first : last + 1], words[last + 1 :], words[:first], [])


def _person(particle: list[str], family: list[str], given: list[str], suffix: list[str]) -> dict:
    name = names.person(*(to_text(" ".join(words)) for words in (family, given, suffix)))
    if particle:
        name["non-dropping-particle"] = to_text(" ".join(particle))
    return name


def _particle(words: list[str]) -> tuple[list[str], list[str]]:
    """Lower-case words before the family name are its particle: `von Helmholtz`."""
    count = 0
    while count < len(words) - 1 and _is_low(words[count]):
        count += 1
    return words[:count], words[count:]


def _is_low(word: str) -> bool:
    # Text in braces has no case, so that `{van der} Aalst` can be kept together.
    return not word.startswith("{") and to_text(word)[:1].islower()


def _comma_parts(source: str) -> list[list[str]]:
    """The words of each part between commas, braces keeping both together."""
    parts: list[list[str]] = [[]]
    depth, start = 0, 0
    for mark in _BREAK.finditer(source):
        kind = mark.group()
        if kind in "{}":
            depth = max(depth + (1 if kind == "{" else -1), 0)
        elif not kind.startswith("\\") and depth == 0:
            parts[-1].extend(filter(None, [source[start : mark.start()]]))
            start = mark.end()
            if kind == ",":
                parts.append([])
    parts[-1].extend(filter(None, [source[start:]]))
    return parts
