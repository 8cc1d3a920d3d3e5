"""What authors send: read strictly, unknown fields refused, every error pointing at its field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from articles import intake
from articles.content import AUDIENCES, Entry
from articles.errors import TooLarge
from articles.vocabulary import PROVENANCES, SPECIALTIES
from citations import clock, csl
from citations.identifiers import clean_orcid
from citations.importing import Parsed
from citations.kinds import KINDS, guess_kind
from citations.serializers import MOST_ERRORS, ListInput, StrictSerializer, by_path
from citations.typed import Choice, Pattern, Text

MOST_ENTRIES = 1000


class Nothing(StrictSerializer):
    """A request without a body: whoever sends one means something that would be lost in silence."""


@extend_schema_field({"type": ["integer", "string"]})
class Named(serializers.CharField):
    """An id or a user name. CharField takes 1.5 as well, which is neither."""

    def to_internal_value(self, data) -> str:
        if isinstance(data, float):
            self.fail("invalid")
        return super().to_internal_value(data)


class ContributorInput(StrictSerializer):
    name = Text(max_length=200)
    orcid = Text(max_length=60, required=False, allow_blank=True, default="")
    affiliation = Text(max_length=300, required=False, allow_blank=True, default="")
    board_member = Named(
        required=False, allow_null=True, default=None, help_text="Id or user name of the board member who co-wrote."
    )

    def validate_orcid(self, value: str) -> str:
        if value and not clean_orcid(value):
            raise serializers.ValidationError("This is no valid ORCID, such as 0000-0002-1825-0097.")
        return clean_orcid(value) or ""

    def validate_board_member(self, value: str | None) -> int | None:
        if value is None:
            return None
        by = {"board_member__pk": int(value)} if value.isdecimal() and len(value) < 15 else {"username": value}
        account = get_user_model().objects.filter(board_member__isnull=False, **by).values_list("pk", flat=True).first()
        if account is None:
            raise serializers.ValidationError("No board member has this id or user name.")
        return account


class ProvenanceInput(StrictSerializer):
    kind = Choice(PROVENANCES)
    generator = Text(max_length=200, required=False)
    prompt_id = Text(max_length=200, required=False)


class ExternalReviewInput(StrictSerializer):
    """A review elsewhere, before: shown to readers as the author's statement, never as an approval."""

    by = Text(max_length=300, help_text="Who reviewed it: persons or a body, as readers are told.")
    on = serializers.DateField(help_text="The day of that review.")
    evidence = Text(max_length=1000, help_text="An address or words by which an editor can check that it took place.")

    def validate_on(self, day: date) -> date:
        if day > clock.today():
            raise serializers.ValidationError("This day is in the future: a review took place before.")
        return day


class RenditionsField(serializers.DictField):
    """`{audience: Markdown}`, at least one, each non-empty and at most `RENDITION_LIMIT` bytes."""

    child = Text(trim_whitespace=False, allow_blank=True)

    def to_internal_value(self, data) -> dict[str, str]:
        renditions = super().to_internal_value(data)
        if not renditions:
            raise serializers.ValidationError(f"Send the text for at least one audience: {', '.join(AUDIENCES)}.")
        errors = {}
        for audience, text in renditions.items():
            if audience not in AUDIENCES:
                errors[audience] = [f"is no audience. Audiences: {', '.join(AUDIENCES)}."]
            elif not text.strip():
                errors[audience] = ["is empty. Send its text or leave the audience out."]
            elif len(text.encode()) > settings.RENDITION_LIMIT:
                raise TooLarge(
                    f"The {audience} rendition is longer than {settings.RENDITION_LIMIT:,} bytes.",
                    errors=[{"pointer": f"/renditions/{audience}", "detail": "is too long: split the article."}],
                )
        if errors:
            raise serializers.ValidationError(errors)
        return renditions


class EntryInput(StrictSerializer):
    key = Pattern(
        r"^[A-Za-z0-9][A-Za-z0-9_.:/+-]*\Z", max_length=100,
        error_messages={"invalid": "A key is made of letters, digits and _ . : / + -"},
    )  # fmt: skip
    kind = Choice(KINDS, required=False)
    csl = serializers.JSONField()

    def validate_csl(self, item):
        if problems := csl.problems(item):
            raise serializers.ValidationError(by_path(problems))
        return item


class ReferencesField(serializers.Field):
    """A list of entries in the order of the page, or `{format, text}`: the same in a format that is read."""

    default_error_messages = {
        "shape": "Send a list of objects with key, kind and csl, or an object with format and text.",
        "many": f"At most {MOST_ENTRIES} references.",
        "twice": "This key stands on an earlier entry too; keys are unique in a list.",
    }

    def to_internal_value(self, data) -> list[Entry]:
        if isinstance(data, dict):
            return self._read(data)
        if not isinstance(data, list):
            self.fail("shape")
        if len(data) > MOST_ENTRIES:
            self.fail("many")
        rows = EntryInput(many=True, data=data)
        rows.is_valid(raise_exception=True)
        self._refuse_twice([row["key"] for row in rows.validated_data])
        return [
            Entry(number, row["key"], row.get("kind") or guess_kind(row["csl"]), row["csl"])
            for number, row in enumerate(rows.validated_data, 1)
        ]

    def _read(self, data: dict) -> list[Entry]:
        """A record that cannot be read is told, not left out: a list that lost one would bind markers wrongly."""
        given = ListInput(data=data)
        given.is_valid(raise_exception=True)
        parsed = given.parsed()
        if errors := list(_unusable(parsed)):
            raise serializers.ValidationError({"text": errors[:MOST_ERRORS]})
        if len(parsed.entries) > MOST_ENTRIES:
            raise serializers.ValidationError({"text": [self.error_messages["many"]]})
        return [Entry(number, read.key, read.kind, read.csl) for number, read in enumerate(parsed.entries, 1)]

    def _refuse_twice(self, keys: list[str]) -> None:
        twice = {place: keys.index(key) for place, key in enumerate(keys) if keys.index(key) < place}
        if twice:
            raise serializers.ValidationError({place: {"key": [self.error_messages["twice"]]} for place in twice})

    def to_representation(self, value):
        return [entry.as_json() for entry in value]


def _unusable(parsed: Parsed) -> Iterator[str]:
    for skipped in parsed.skipped:
        yield f"line {skipped.line}: {skipped.reason}"
    for read in parsed.entries:
        for problem in csl.problems(read.csl):
            yield f"line {read.line}: {'.'.join(map(str, problem.path))} {problem.message}"


class ArticleInput(StrictSerializer):
    """A submission or a revision."""

    external_id = Text(max_length=200, required=False, allow_null=True, default=None)
    question = Text(max_length=500)
    specialty = Choice(SPECIALTIES)
    topics = serializers.ListField(child=Text(max_length=100), max_length=50, required=False, default=list)
    renditions = RenditionsField()
    contributors = ContributorInput(many=True, required=False, default=list)
    references = ReferencesField(required=False, default=list)
    provenance = ProvenanceInput(required=False, default=dict)
    external_review = ExternalReviewInput(
        required=False, allow_null=True, default=None, help_text="Where and when it was reviewed before it came here."
    )
    note = Text(max_length=5000, required=False, allow_blank=True, default="", help_text="To the editors, not to readers.")

    def validate_question(self, value: str) -> str:
        if not value.isprintable():
            raise serializers.ValidationError("A question is one line, without control characters.")
        return value

    def draft(self) -> intake.Draft:
        """What the validated data says. Raises BadInput that points at a malformed marker."""
        said = self.validated_data
        content = intake.read_content(
            question=said["question"], renditions=said["renditions"], entries=said["references"],
            specialty=said["specialty"], topics=said["topics"], provenance=dict(said["provenance"]),
            external_review=_stated(said["external_review"]),
        )  # fmt: skip
        contributors = tuple(
            intake.Writer(c["name"], c["orcid"], c["affiliation"], c["board_member"]) for c in said["contributors"]
        )
        return intake.Draft(content, contributors, said["external_id"], said["note"])


def _stated(review: dict | None) -> dict | None:
    return review and {**review, "on": review["on"].isoformat()}
