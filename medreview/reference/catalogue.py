"""The catalogues of readers' pages, `locale/LANGUAGE/LC_MESSAGES/django.po`, brought up to date with the code and compiled.

With Babel, since Debian's gettext is not on every machine; what is compiled is committed, so that serving needs neither.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, mofile, pofile
from babel.messages.extract import extract_from_file
from django.conf import settings
from django.utils.translation.template import templatize

from articles.pages.wording import specialty_name
from articles.statements.checking import Verdict
from articles.status import LABELS
from articles.vocabulary import SPECIALTIES
from reviews.board.disclosure import ICMJE

#: Where readers' words stand.
TEMPLATES = ("articles/templates/articles", "reviews/templates/board", "medreview/templates/*.html")
MODULES = (
    "articles/pages", "articles/discovery.py", "articles/questions/forms.py", "articles/questions/views.py",
    "articles/rendering.py", "articles/stand_ins.py", "articles/statements/views.py", "medreview/pages.py", "reviews/pages.py",
    "reviews/principles.py", "reviews/promises.py",
)  # fmt: skip
#: For programmers, and a frame that pages of work share.
LEFT_OUT = ("problem.html",)
_KEYWORDS = {"_": None, "gettext": None, "gettext_noop": None, "gettext_lazy": None, "ngettext": (1, 2)}
_STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(p?)gettext\({_STRING}(?:, {_STRING})?\)")


def template() -> Catalog:
    """Every message that readers may meet, without translations."""
    messages = Catalog()
    for said in _closed_lists():
        messages.add(said)
    for file in _files(MODULES, ".py"):
        for _, message, _, context in extract_from_file("python", file, keywords=_KEYWORDS):
            messages.add(message, context=context)
    for file in _files(TEMPLATES, ".html", ".svg"):
        for context, message in _of_template(file.read_text()):
            messages.add(message, context=context)
    return messages


def catalogue(language: str) -> Path:
    return settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    with catalogue(language).open("rb") as file:
        return pofile.read_po(file, locale=language)


def renew(language: str) -> None:
    """Add what is new, drop what is gone, compile."""
    held = read(language)
    held.update(template(), no_fuzzy_matching=True)
    held.obsolete.clear()
    held.header_comment = f"# Readers' pages in {held.locale.english_name}: `make messages` adds what is new."
    held.fuzzy, held.last_translator, held.msgid_bugs_address, held.language_team = False, "medreview", "", "medreview"
    with catalogue(language).open("wb") as file:
        pofile.write_po(file, held, width=120, sort_output=True, include_lineno=False)
    with catalogue(language).with_suffix(".mo").open("wb") as file:
        mofile.write_mo(file, held)


def _closed_lists() -> Iterator[str]:
    """Words that stand in lists which other parts use as well, and are translated where they are shown."""
    yield from map(specialty_name, SPECIALTIES)
    yield from (*LABELS.values(), "In Re-review", "Review Overdue")
    yield from map(str, Verdict.labels)
    yield from ICMJE
    yield from ("review", "approval", "responsibility", "authorship", "whole text", "minor correction")


def _files(places: tuple[str, ...], *endings: str) -> Iterator[Path]:
    for place in places:
        found = settings.BASE_DIR.glob(place if "*" in place or "." in place else f"{place}/*")
        yield from sorted(file for file in found if file.suffix in endings and file.name not in LEFT_OUT)


def _of_template(source: str) -> Iterator[tuple[str | None, str]]:
    for found in _CALL.finditer(templatize(source)):
        first, second = (ast.literal_eval(part) if part else None for part in found.group(2, 3))
        yield (first, second) if found[1] else (None, first)
