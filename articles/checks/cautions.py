"""caution-missing: a drug advised while the page itself names a condition that its label cautions against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from articles.checks.conditions import any_spoken_of, spoken_of
from articles.checks.context import Context
from articles.checks.finding import Finding
from articles.claims.measures import opened
from articles.claims.reading import Reading, Statement

CODE = "caution-missing"
_CAUTION = re.compile(
    r"\b(?:avoid\w*|not|never|don['’]t|contra-?indicat\w+|caution\w*|careful\w*|risk\w*|unless|unsafe|interact\w*"
    r"|check with|ask (?:a|your)|instead of|bleeding with|raises?|increases?"
    r"|(?:little|no) (?:\w+ )?(?:evidence|proof))\b",
    re.IGNORECASE,
)
#: What a sentence calls the drug that the one before it named.
_MEANT = re.compile(r"\b(?:it|its|they|them|this|these|such)\b", re.IGNORECASE)
_ADVISED = re.compile(
    r"\b(?:us(?:e|ed|es|ing)|tak(?:e|en|es|ing)|try|help\w*|reliev\w+|reduc\w+|manag\w+|treat\w*|recommend\w*"
    r"|option\w*|first[\s-]line|prescrib\w+|giv(?:e|en|ing)|consider\w*|include\w*|such as|buy|dose"
    r"|over[\s-]the[\s-]counter)\b",
    re.IGNORECASE,
)


def cautions(reading: Reading, context: Context) -> Iterator[Finding]:
    """One finding a rendition and group of drugs: the cautions that the page names and does not give."""
    beyond = opened(" . ".join([reading.content.question, *_titles(reading)]))
    for audience, statements in reading.statements.items():
        for drugs, advised, warned in _advice(statements, context):
            named = _named(_cautions_of(drugs, context), (beyond, reading.opened[audience]))
            missing = {caution: words for caution, words in named.items() if not _warns(caution, warned)}
            if missing:
                yield _finding(audience, drugs, advised, missing)


def _titles(reading: Reading) -> list[str]:
    return [str(entry.csl.get("title") or "") for entry in reading.content.entries]


def _advice(
    statements: Sequence[Statement], context: Context
) -> Iterator[tuple[list[str], Statement, list[Statement]]]:
    """By group of drugs with a label row: their names, where one is advised, what the page warns of them."""
    groups: dict[str, list[Statement]] = {}
    drugs: dict[str, dict[str, None]] = {}
    for said, named in _told_of(statements):
        for name, group in named.items():
            kin = group if group == "nsaid" else name
            if groups.setdefault(kin, [said])[-1] is not said:
                groups[kin].append(said)
            if context.labels.of(name):
                drugs.setdefault(kin, {})[name] = None
    for group, names in drugs.items():
        advised = next((said for said in groups[group] if _advises(said, names)), None)
        if advised is not None:
            yield list(names), advised, [said for said in groups[group] if _CAUTION.search(said.words)]


def _told_of(statements: Sequence[Statement]) -> Iterator[tuple[Statement, dict[str, str]]]:
    """Each statement with the drugs that it is about: those it names, and those that "it" means in the same paragraph."""
    meant: dict[str, str] = {}
    block = None
    for said in statements:
        named = {drug.name: drug.group for drug in said.drugs}
        if said.sentence.block == block and _MEANT.search(said.words):
            yield said, meant | named
        else:
            yield said, named
            meant, block = named or meant, said.sentence.block if named else block


def _advises(said: Statement, names: dict[str, None]) -> bool:
    if _CAUTION.search(said.sentence.heading) or said.sentence.kind == "heading":
        return False
    if not any(drug.name in names for drug in said.drugs):
        return False
    return bool(said.doses) or (not _CAUTION.search(said.words) and bool(_ADVISED.search(said.words)))


def _cautions_of(drugs: list[str], context: Context) -> tuple[str, ...]:
    rows = (row for drug in drugs for row in context.labels.of(drug))
    return tuple(dict.fromkeys(caution for row in rows for caution in row.cautions))


def _named(cautions: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, str]:
    """By caution, the words with which the page names its condition: in the text, the question or a title."""
    telling = [text for text in texts if cautions and any_spoken_of(cautions, text)]
    return {caution: words for caution in cautions for text in telling if (words := spoken_of(caution, text))}


def _warns(caution: str, warned: list[Statement]) -> bool:
    return any(spoken_of(caution, opened(said.words)) for said in warned)


def _finding(audience: str, drugs: list[str], advised: Statement, missing: dict[str, str]) -> Finding:
    mention = next(drug for drug in advised.drugs if drug.name in drugs)
    found = "; ".join(
        f"{words} (label: {caution})" if words != caution else words for caution, words in missing.items()
    )
    return Finding(
        CODE,
        "warning",
        f"The page advises {' and '.join(drugs)} and itself names what their labels caution against, without "
        f"saying so: {found}.",
        "Say beside the advice who must not take the medicine or must ask first, and cite the label. Readers "
        "of this page are likely to be the very people it cautions.",
        audience,
        mention.start,
        mention.end,
    )
