"""Sentences that tell someone what to do or not to do.

As in `measures`, the patterns run over lower case and open at the beginning of a word.
"""

from __future__ import annotations

import re

_PREDICTED = (
    r"(?!\s+(?:(?:not|also|then|soon|gradually)\s+)?(?:feel|start\s+to\s+feel|improve|get\s+better|settle|hurt"
    r"|go\s+(?:away|down)|disappear|pass|heal|be\s+(?:able|back|gone)|have\s+been))"
)
_MODAL = rf"(?:should(?:n['’]t)?|ought\s+to|must(?:n['’]t)?){_PREDICTED}"
_JUDGED = (
    r"(?:recommend(?:s|ed|ing|ations?)?|advis(?:e[sd]?|ing|able)|contra-?indicat(?:ed|ions?)"
    r"|we\s+suggest|suggest(?:s|ed)?\s+against|(?:encouraged|urged|told|instructed)\s+to|not\s+safe"
    r"|(?:not|is|are)\s+indicated|(?:first|second|third)[\s-](?:line|choice)"
    r"|(?:treatment|drug|therapy|agent|method)\s+of\s+(?:first\s+)?choice|gold\s+standard|mainstay|preferred"
    r"|unsafe|(?:is|are)\s+required|permitted\s+only|(?:is|are|be|best)\s+avoided"
    r"|(?:is|are|remains?)\s+(?:essential|crucial|vital|imperative|necessary|important|critical|mandatory)"
    r"\s+(?:to|that|for|when|before|after|if|in)|needs?\s+to|ha(?:ve|s)\s+to(?!\s+do\s+with)|avoid"
    r"|not\s+be\s+(?:used|given|taken|stopped|combined))"
)
#: "research should", "may need to", "might recommend" and "to avoid" ask nothing of the reader.
_IDLE = re.compile(
    r"(?:(?:research|studies|trials)\s+(?:should|ought|must|needs?)"
    r"|(?:may|might|will|would|can|could|also|not|n['’]t)\s+(?:needs?|ha(?:ve|s))\s+to"
    r"|(?:may|might|will|can|could)\s+(?:recommend|advise)|to\s+avoid)\Z"
)
_BODIES = (
    r"(?:doctor|physician|gp|nurse|midwife|pharmacist|specialist|dentist|health\w*|medical|emergency|ambulance"
    r"|111|911|999|112)"
)
#: Verbs that are nouns as well, and command only before what they command.
_AMBIGUOUS = (
    r"(?:make|place|cover|clean|hold|remove|replace|switch|plan|aim|choose|record|document|assess|screen|test"
    r"|confirm|inform|provide|schedule|evaluate|insert|store|lose|stretch|massage|report|book|dry|change|press"
    r"|protect|empty|send|move|lie|sit|wait|look|watch|find|get|have|do)"
)
_VERBS = (
    r"(?:take|apply|call|stop|start|use|keep|rest|drink|eat|contact|ask|seek|tell|consider|give|inject|chew"
    r"|swallow|put|prescribe|begin|reduce|increase|raise|monitor|check|measure|repeat|continue|discontinue"
    r"|refer|wear|wash|elevate|limit|ensure|make\s+sure|maintain|perform|obtain|administer|exclude|treat|offer"
    r"|always|never|avoid|carry|bring|inhale|rinse|quit|taper|withhold|arrange|remember|be\s+(?:careful|sure)"
    rf"|{_AMBIGUOUS}\s+(?:the|your|an?|any|all|it|them|this|these|each|every|for|with|yourself)\b"
    r"|(?:sleep|lift|walk|stand|breathe)\s+(?:on|with|in|up|out|for|slowly|deeply|upright)|try\s+(?:to|not)|talk\s+to|speak\s+to|go\s+to|return\s+to\s+(?:the|your)"
    r"|do\s+not|don['’]t|get\s+(?:\w+\s+)?(?:help|advice|treatment)"
    rf"|(?:see|visit|phone|ring)\s+(?:an?\s+|your\s+|the\s+)?(?:\w+\s+)?{_BODIES})"
)
_NOUN_AFTER = (
    r"(?!-|\s+(?:of|is|are|was|were|has|have|had|can|may|pain|dermatitis|lens(?:es)?|in|among|during)\b)"
)
_TOLD = re.compile(rf"[^\w-](?:{_MODAL}|{_JUDGED})\b")
#: No match of it is without one of these.
_TELLING = (
    "should", "must", "ought", "recommend", "advis", "indicat", "suggest", "urged", "told", "encouraged", "instructed",
    "safe", "-line", " line", "choice", "gold", "mainstay", "prefer", "requir", "permitted", "avoid", "essential", "crucial",
    "vital", "imperative", "necessary", "important", "critical", "mandatory", "need", "have", "has", "not",
)  # fmt: skip
_OPENING = re.compile(rf"[^\w]*({_VERBS})\b{_NOUN_AFTER}")
_NAMED = re.compile(rf":[\s*_]+({_VERBS})\b{_NOUN_AFTER}")
_LATER = re.compile(rf"[,;]\s+(?:then\s+|please\s+)?({_VERBS})\b{_NOUN_AFTER}")
_JOINED = re.compile(r"\s(?:and|but|please|then|or)\s+((?:do\s+not|don['’]t|never|call|seek|see)\s)")
#: A comma opens an imperative only after a condition: "If you faint, call ..." but not "rest, use of ice".
_CONDITION = re.compile(r"[^\w]*(?:if|when|before|after|while|until|in|for|to|during|unless|once)\b")


def directive(opened: str) -> str | None:
    """The words that make a sentence a directive ("should", "contraindicated", "do not"); None in others."""
    if opening := _OPENING.match(opened):
        return opening[1]
    for told in _TOLD.finditer(opened) if any(map(opened.__contains__, _TELLING)) else ():
        if not _IDLE.search(opened, max(0, told.start() - 10), told.end()):
            return told[0][1:]
    later = _NAMED.search(opened) or _JOINED.search(opened)
    if later is None and _CONDITION.match(opened):
        later = _LATER.search(opened)
    return later[1].strip() if later else None
