"""The language of letters that editors write: Django's, without what reaches further than the letter's own words.

No loading, including or extending, no filter that makes much of little; what they are given is plain words, numbers and
dates, never an object of ours.
"""

from __future__ import annotations

import re

from django.template import Context, Engine, Library, TemplateSyntaxError
from django.template import defaultfilters as filters
from django.template import defaulttags as tags

register = Library()
_TAGS = {"if": tags.do_if, "for": tags.do_for, "firstof": tags.firstof, "with": tags.do_with, "comment": tags.comment}
for _name, _tag in _TAGS.items():
    register.tag(_name, _tag)
for _filter in (
    filters.date, filters.default, filters.pluralize, filters.capfirst, filters.lower, filters.upper,
    filters.truncatechars, filters.length, filters.join, filters.yesno,
):  # fmt: skip
    register.filter(_filter._filter_name, _filter)

#: Stands where a name meant nothing; in no letter of ours.
_UNKNOWN = "\ufdd0%s\ufdd1"
LONGEST = 100_000


class Broken(Exception):
    """A letter that cannot be written; the text says why, to whoever wrote it."""


class _Engine(Engine):
    default_builtins = ["articles.letters.language"]


def check(source: str) -> None:
    """Whether it is written in the language at all, where there is nothing yet to write it for. Raises Broken."""
    try:
        _Engine().from_string(source)
    except TemplateSyntaxError as error:
        raise Broken(str(error)) from error


def write(source: str, said: dict) -> str:
    """The words of a letter. Raises Broken."""
    if len(re.findall(r"{%\s*for\b", source)) > 1:
        raise Broken("One {% for %} is enough for a letter.")
    try:
        engine = _Engine(autoescape=False, string_if_invalid=_UNKNOWN)
        words = engine.from_string(source).render(Context(said, autoescape=False))
    except (TemplateSyntaxError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Broken(str(error)) from error
    if unknown := re.search("\ufdd0(.*?)\ufdd1", words, re.DOTALL):
        raise Broken(f"Nothing is called {unknown[1] or 'that'}: see the list of names.")
    if len(words) > LONGEST:
        raise Broken(f"The letter would be longer than {LONGEST:,} characters.")
    return words
