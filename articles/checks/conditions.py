"""How pages speak of the conditions and medicines that labels caution against."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.claims.drugs import GROUP

#: Over lower case. A caution that is not here is looked for in its own words.
_SPOKEN = {
    "anticoagulant": r"anticoagula\w+|blood[\s-]thinn\w+|"
    + "|".join(sorted(name for name, group in GROUP.items() if group == "anticoagulant" and " " not in name)),
    "warfarin": r"warfarin|coumadin",
    "steroid": r"(?<!topical )(?<!inhaled )(?<!nasal )(?:cortico)?steroids?"
    r"(?! (?:cream|ointment|spray|inhaler))|predniso(?:lo)?ne|dexamethasone",
    "stomach ulcer": r"(?:stomach|peptic|gastric|duodenal) ulcers?",
    "stomach bleeding": r"(?:stomach|gastric|gastrointestinal|gi|intestinal) (?:bleed\w*|ha?emorrhage)",
    "last 3 months of pregnancy": r"pregnan\w+|third trimester",
    "liver disease": r"liver (?:disease|failure|damage|impairment)|cirrhosis|hepatitis"
    r"|hepatic (?:impairment|failure)",
    "kidney disease": r"(?:kidney|renal) (?:disease|failure|damage|impairment|injury)",
    "3 or more alcoholic drinks a day": r"alcoholism|(?:heavy|excess\w*) (?:drinking|alcohol)"
    r"|alcohol (?:use disorder|dependence|misuse|abuse)",
    "heart rhythm at high doses": r"arrhythmias?|heart rhythm|qt (?:interval|prolongation)|torsades?",
}


def spoken_of(caution: str, opened: str) -> str | None:
    """The words by which a text, opened as in `measures`, names what a label cautions against; or None."""
    found = _pattern(caution).search(opened)
    return found[1] if found else None


@lru_cache(maxsize=1_000)
def _pattern(caution: str) -> re.Pattern:
    return re.compile(rf"[^\w-]({_SPOKEN.get(caution) or re.escape(caution.lower())})\b")
