"""Lists of names as NLM and AMA write them: `Artino AR Jr, van Moorselaar RJ, et al`."""

from __future__ import annotations

import re

from citations.formatting.text import EMPTY, Text, plain

_PARTS = re.compile(r"[\s.\-\u2010-\u2015]+")
#: Chinese, Japanese and Korean names are written whole, family name first, without a space.
_EAST_ASIAN = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")

#: A name by which someone goes stands in brackets or quotes: `Robert (Bob)`.
_WITHOUT_BRACKETS = str.maketrans("", "", "()[]\"'‘’“”")
#: Between given names they are no names of their own: `Ana Carolina de Araújo` is ACA in PubMed.
_CONNECTORS = frozenset(("da", "das", "de", "del", "di", "do", "dos", "du", "e", "la", "van", "von", "y"))


def people(names: object, *, most: int, shown: int) -> Text:
    """The names of a CSL list: all of them up to `most`, else the first `shown` and `et al`."""
    if not isinstance(names, list):
        return EMPTY
    listed = names if len(names) <= most else names[:shown]
    written = [name for name in map(_name, listed) if name]
    if not written:
        return EMPTY
    return plain(", ".join(written) + (", et al" if len(names) > most else ""))


def _name(name: object) -> str:
    if not isinstance(name, dict):
        return ""
    family = str(name.get("family") or "").strip()
    if not family:
        return str(name.get("literal") or name.get("given") or "").strip()
    given = str(name.get("given") or "")
    if _EAST_ASIAN.search(family):
        return family + given
    particles = (name.get("dropping-particle"), name.get("non-dropping-particle"))
    suffix = str(name.get("suffix") or "").strip(" ,.")
    parts = (*particles, family, initials(given, family), suffix)
    return " ".join(str(part).strip() for part in parts if part)


def initials(given: str, family: str = "") -> str:
    """`Joo-Hyoung` is JH, `John A.J.` is JAJ; initials that are written together already stay.

    Three capitals are initials unless the whole name is in capitals (`WHITMAN AMY`).
    """
    letters = []
    for part in _PARTS.split(given.translate(_WITHOUT_BRACKETS)):
        if not part or part in _CONNECTORS:
            continue
        together = part.isupper() and (len(part) <= 2 or (len(part) == 3 and not family.isupper()))
        letters.append(part if together else _initial(part))
    return "".join(letters)


def _initial(part: str) -> str:
    if part[0].upper() == part[0].lower():
        # No capitals in this script: nothing to shorten to.
        return part
    return part[0].upper()
