"""Sentences that tell someone what to do or not to do."""

from __future__ import annotations

import re

_BODIES = r"(?:doctor|physician|GP|nurse|midwife|pharmacist|specialist|dentist|health\w*|medical|emergency|ambulance|111|911|999|112)"
_MODAL = (
    r"(?<!research )(?<!studies )(?<!trials )(?:should(?:n['’]t)?|ought\s+to|must(?:n['’]t)?)"
    r"(?!\s+(?:(?:not|also|then|soon|gradually)\s+)?(?:feel|start\s+to\s+feel|improve|get\s+better|go\s+(?:away|down)"
    r"|settle|hurt|disappear|pass|heal|be\s+(?:able|back|gone)|have\s+been))"
)
_JUDGED = (
    r"(?:recommend(?:s|ed|ing|ations?)?|advis(?:e[sd]?|ing|able)|contra-?indicat(?:ed|ions?)|(?:not\s+|is\s+|are\s+)indicated"
    r"|(?:first|second|third)[\s-](?:line|choice)|(?:treatment|drug|therapy|agent|method)\s+of\s+(?:first\s+)?choice"
    r"|gold\s+standard|mainstay|preferred|unsafe|permitted\s+only|(?:is|are|be|best)\s+avoided"
    r"|(?:is|are)\s+(?:essential|crucial|vital|imperative|necessary|important|critical|mandatory)\s+(?:to|that|for)"
    r"|(?<!may )(?<!might )(?<!will )(?<!can )(?<!could )(?<!also )(?:needs?\s+to|ha(?:ve|s)\s+to)\b(?!\s+do\s+with)"
    r"|(?<!to )avoid(?!ed|ance|s|ing|able)|not\s+be\s+(?:used|given|taken|stopped|combined))"
)
_VERBS = (
    r"(?:take|apply|call|stop|start|use|keep|rest|drink|eat|contact|ask|seek|tell|consider|give|inject|chew|swallow"
    r"|put|prescribe|begin|reduce|increase|raise|monitor|check|measure|repeat|continue|discontinue|refer|wear|wash"
    r"|elevate|limit|ensure|make\s+sure|maintain|perform|obtain|administer|exclude|treat|offer|always|never|avoid"
    r"|try\s+(?:to|not)|talk\s+to|speak\s+to|go\s+to|return\s+to\s+(?:the|your)|do\s+not|don['’]t"
    rf"|(?:see|visit|phone|ring)\s+(?:an?\s+|your\s+|the\s+)?(?:\w+\s+)?{_BODIES}|get\s+(?:\w+\s+)?(?:help|advice|treatment))"
)
_NOUN_AFTER = r"(?!-|\s+(?:of|is|are|was|were|has|have|had|can|may|pain|dermatitis|lens(?:es)?|in|among|during)\b)"
_OPENING = r"(?:\A[^\w]*|[,;:]\s+(?:then\s+|please\s+)?|\b(?:and|but|please|then|or)\s+(?=do\s+not|don['’]t|never|call|seek|see))"
_DIRECTIVE = re.compile(rf"\b(?:{_MODAL}|{_JUDGED})\b|{_OPENING}{_VERBS}\b{_NOUN_AFTER}", re.IGNORECASE)
#: A comma opens an imperative only after a condition: "If you faint, call ..." but not "rest, use of ice".
_CONDITION = re.compile(r"\A[^\w]*(?:if|when|before|after|while|until|in|for|to|during|unless|once)\b", re.IGNORECASE)


def directive(text: str) -> str | None:
    """The words that make a sentence a directive ("should", "contraindicated", "Do not ..."); None in others."""
    for found in _DIRECTIVE.finditer(text):
        words = found[0]
        if words[0] not in ",;:" or _CONDITION.match(text):
            return words.strip(" ,;:*_-\"'“(").lower() or None
    return None
