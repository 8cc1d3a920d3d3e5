"""How pages speak of the conditions and medicines that labels caution against."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.claims.drugs import GROUP

#: Over lower case; what opens with a letter costs the engine least. A caution that is not here is looked for in its own words.
_SPOKEN = {
    "anticoagulant": r"anticoagula\w+|blood[\s-]thinn\w+|"
    + "|".join(sorted(name for name, group in GROUP.items() if group == "anticoagulant" and " " not in name)),
    "warfarin": r"warfarin|coumadin",
    "steroid": r"(?<!topical )(?<!inhaled )(?<!nasal )(?:cortico)?steroids?"
    r"(?! (?:cream|ointment|spray|inhaler))|predniso(?:lo)?ne|dexamethasone",
    "stomach ulcer": r"stomach ulcers?|peptic ulcers?|gastric ulcers?|duodenal ulcers?",
    "stomach bleeding": "|".join(
        rf"{where} (?:bleed\w*|ha?emorrhage)" for where in ("stomach", "gastric", "gastrointestinal", "gi", "intestinal")
    ),
    "last 3 months of pregnancy": r"pregnan\w+|third trimester",
    "liver disease": r"liver (?:disease|failure|damage|impairment)|cirrhosis|hepatitis"
    r"|hepatic (?:impairment|failure)",
    "kidney disease": r"kidney (?:disease|failure|damage|impairment|injury)|renal (?:disease|failure|damage|impairment|injury)",
    "3 or more alcoholic drinks a day": r"alcoholism|heavy (?:drinking|alcohol)|excess\w* (?:drinking|alcohol)"
    r"|alcohol (?:use disorder|dependence|misuse|abuse)",
    "heart rhythm at high doses": r"arrhythmias?|heart rhythm|qt (?:interval|prolongation)|torsades?",
}


def spoken_of(caution: str, opened: str) -> str | None:
    """The words by which a text, opened as in `measures`, names what a label cautions against; or None."""
    found = _pattern(caution).search(opened)
    return found[1] if found else None


def any_spoken_of(cautions: tuple[str, ...], opened: str) -> bool:
    """Whether a text names any of them: one pass over a page that names none, as most do."""
    return _pattern(*cautions).search(opened) is not None


@lru_cache(maxsize=1_000)
def _pattern(*cautions: str) -> re.Pattern:
    words = "|".join(_SPOKEN.get(caution) or re.escape(caution.lower()) for caution in cautions)
    return re.compile(rf"[^\w-]({words})\b")
