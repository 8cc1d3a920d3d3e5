"""Works as Crossref's REST API gives them (https://api.crossref.org/swagger-ui/): lists of one, with HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from citations import names
from citations.importing.crossref_types import TYPES
from citations.importing.csl_json import date_of
from citations.importing.json_items import read_objects
from citations.importing.records import Draft, Skipped
from citations.schemes import clean_doi

_TAG = re.compile(r"<(/?)\s*(?:jats:|mml:)?([A-Za-z][\w-]*)[^<>]{0,500}>")
_KEPT = {"i": "i", "em": "i", "italic": "i", "b": "b", "strong": "b", "bold": "b", "sup": "sup", "sub": "sub"}


def read(text: str) -> Iterator[Draft | Skipped]:
    """The works of an answer, of a list of works, or of one work."""
    for found in read_objects(text):
        if isinstance(found, Skipped):
            yield found
        elif isinstance(found[1], dict):
            yield to_draft(found[1], found[0])
        else:
            yield Skipped(found[0], f"a Crossref work is an object, not {type(found[1]).__name__}")


def to_draft(work: dict, line: int) -> Draft:
    """The CSL item of one work."""
    draft = Draft({"type": _type(work)}, line)
    csl = draft.csl
    csl["title"] = _title(work)
    csl["container-title"] = markup(first_text(work.get("container-title")))
    csl["container-title-short"] = markup(first_text(work.get("short-container-title")))
    if csl["container-title-short"] == csl["container-title"]:
        del csl["container-title-short"]
    for role in ("author", "editor", "translator", "chair"):
        csl[role] = _people(work.get(role))
    csl["issued"] = next((date for name in _DATES if (date := date_of(work.get(name)))), None)
    for field, source in _TEXTS.items():
        csl[field] = html.unescape(first_text(work.get(source)))
    csl["page"] = csl["page"] or first_text(work.get("article-number"))
    csl["DOI"] = clean_doi(first_text(work.get("DOI")))
    csl["abstract"] = markup(first_text(work.get("abstract")), keep=False)
    return draft


_DATES = ("issued", "published-print", "published-online", "published", "posted")
_TEXTS = {
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "publisher": "publisher",
    "publisher-place": "publisher-location",
    "edition": "edition-number",
    "language": "language",
    "ISSN": "ISSN",
    "ISBN": "ISBN",
    "URL": "URL",
}


def _type(work: dict) -> str:
    said = first_text(work.get("type"))
    return TYPES.get(said, said if said in TYPES.values() else "document")


def first_text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _title(work: dict) -> str:
    title, subtitle = markup(first_text(work.get("title"))), markup(first_text(work.get("subtitle")))
    if not title or not subtitle or subtitle.casefold() in title.casefold():
        return title or subtitle
    return f"{title.rstrip(' :')}: {subtitle}"


def _people(found: object) -> list[dict]:
    people = []
    for person in found if isinstance(found, list) else ():
        if not isinstance(person, dict):
            continue
        parts = {
            part: html.unescape(first_text(person.get(part)))
            for part in ("family", "given", "suffix", "name")
        }
        if parts["family"]:
            people.append(names.person(parts["family"], parts["given"], parts["suffix"]))
        elif parts["name"] or parts["given"]:
            people.append(names.literal(parts["name"] or parts["given"]))
    return people


def markup(text: str, *, keep: bool = True) -> str:
    """The text with entities read and only CSL's four tags; `keep=False` drops these too."""

    def replace(tag: re.Match[str]) -> str:
        known = _KEPT.get(tag.group(2).lower())
        return f"<{tag.group(1)}{known}>" if known and keep else ""

    text = _TAG.sub(replace, html.unescape(text))
    # Some titles are escaped twice: `&amp;amp;`.
    return " ".join(html.unescape(text).split())
