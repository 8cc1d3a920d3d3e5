"""Fields of a body that take the JSON type which they name and no other.

The framework's own read `"7"` as 7, 1.5 as the id 1 and a number as text: somebody's mistake, made into data.
"""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator


class _Typed:
    json_type: type

    def to_internal_value(self, data):
        if not isinstance(data, self.json_type) or (isinstance(data, bool) and self.json_type is not bool):
            self.fail("type")
        return super().to_internal_value(data)


class _Worded(_Typed):
    json_type = str
    default_error_messages = {"type": "must be text, in quotes."}


class Text(_Worded, serializers.CharField):
    """Text."""

    def __init__(self, **options: object) -> None:
        """Half surrogates are refused with the whole body (`articles.json_body`): here each character was looked at again."""
        super().__init__(**options)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitSurrogateCharactersValidator)]


class Pattern(_Worded, serializers.RegexField):
    """Text that a regular expression matches."""


class Slug(_Worded, serializers.SlugField):
    """Text for an address."""


class Email(_Worded, serializers.EmailField):
    """The address of a mailbox."""


class Address(_Worded, serializers.URLField):
    """An address on the web."""


class Choice(_Worded, serializers.ChoiceField):
    """One of some words; another is refused by telling them all."""

    default_error_messages = {"invalid_choice": "is not one of the choices: {choices}."}

    def fail(self, key: str, **said: object) -> None:
        super().fail(key, choices=", ".join(map(str, self.choices)), **said)


class Whole(_Typed, serializers.IntegerField):
    """A whole number."""

    json_type = int
    default_error_messages = {"type": "must be a whole number, without quotes."}


class Truth(_Typed, serializers.BooleanField):
    """True or false."""

    json_type = bool
    default_error_messages = {"type": "must be true or false, without quotes."}
