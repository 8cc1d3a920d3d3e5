"""What the API answers about the board, and what it reads."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from rest_framework import serializers

from articles import roles
from articles.vocabulary import SPECIALTY_CHOICES
from citations import clock
from citations.identifiers import clean_orcid
from citations.importing import FORMATS
from citations.serializers import StrictSerializer
from citations.typed import Choice, Slug, Text, Whole
from reviews.board.disclosure import ICMJE
from reviews.models import BoardMember, Interest, Publication


class InterestAnswer(serializers.ModelSerializer):
    class Meta:
        model = Interest
        fields = ["id", "item", "entity", "products", "detail", "ended"]


class PublicationAnswer(serializers.ModelSerializer):
    class Meta:
        model = Publication
        fields = ["id", "title", "year", "doi", "authors"]


class MemberAnswer(serializers.ModelSerializer):
    """A board member, as editors see them."""

    username = serializers.CharField(source="user.username")
    specialties = serializers.ListField(child=serializers.ChoiceField(SPECIALTY_CHOICES))
    licence_verified_by = serializers.CharField(source="licence_verified_by.username", allow_null=True, default=None)
    licence_trouble = serializers.SerializerMethodField(help_text="Why it does not count today; empty when it does.")
    interests = InterestAnswer(many=True)
    publications = PublicationAnswer(many=True)

    class Meta:
        model = BoardMember
        fields = [
            "id", "username", "slug", "name", "credentials", "specialties", "affiliation", "orcid", "bio", "disclosures",
            "licence_number", "licence_register", "licence_expires", "licence_verified_at", "licence_verified_by",
            "licence_verified_how", "licence_revoked_at", "licence_revoked_why", "licence_trouble", "capacity", "away_from",
            "away_until", "joined", "term_ends", "left", "interests_declared_on", "interests", "publications",
        ]  # fmt: skip

    def get_licence_trouble(self, member: BoardMember) -> str:
        return member.licence_trouble(clock.today())


def _text(most: int, **said) -> Text:
    return Text(max_length=most, required=False, allow_blank=True, **said)


def _day(**said) -> serializers.DateField:
    return serializers.DateField(required=False, allow_null=True, **said)


class MemberChange(StrictSerializer):
    """What of a member may be changed; a changed licence counts again only once it is verified."""

    name = Text(max_length=200, required=False)
    credentials = Text(max_length=200, required=False)
    specialties = serializers.ListField(
        child=Choice(SPECIALTY_CHOICES), allow_empty=False, required=False
    )
    affiliation = _text(300)
    orcid = _text(60)
    bio = _text(10_000)
    disclosures = _text(10_000, help_text="As readers see them on the board page.")
    licence_number = Text(max_length=100, required=False)
    licence_register = Text(max_length=200, required=False)
    licence_expires = serializers.DateField(required=False)
    capacity = Whole(required=False, min_value=0, max_value=100)
    away_from = _day()
    away_until = _day(help_text="The last day away.")
    joined = serializers.DateField(required=False)
    term_ends = _day(help_text="The last day of the term of office.")
    left = _day()

    def validate_orcid(self, given: str) -> str:
        if given and not clean_orcid(given):
            raise serializers.ValidationError("This is no valid ORCID, such as 0000-0002-1825-0097.")
        return clean_orcid(given) or ""


class MemberInput(MemberChange):
    """A new member, for an account that has the role and no seat on the board yet."""

    username = Text(max_length=150)
    slug = Slug(max_length=120)
    name = Text(max_length=200)
    credentials = Text(max_length=200)
    specialties = serializers.ListField(child=Choice(SPECIALTY_CHOICES), allow_empty=False)
    licence_number = Text(max_length=100)
    licence_register = Text(max_length=200)
    licence_expires = serializers.DateField()
    joined = serializers.DateField()

    def validate_username(self, given: str):
        free = get_user_model().objects.filter(groups__name=roles.BOARD_MEMBER, board_member=None, is_active=True)
        if (account := free.filter(username=given).first()) is None:
            raise serializers.ValidationError("No account of this name has the role and no seat on the board yet.")
        return account

    def validate_slug(self, given: str) -> str:
        if BoardMember.objects.filter(slug=given).exists():
            raise serializers.ValidationError("Another board member has this address.")
        return given


class Verifying(StrictSerializer):
    how = Text(max_length=300, help_text="How it was found in its register: the register's page, by telephone, a letter.")


class Revoking(StrictSerializer):
    reason = Text(max_length=2000, help_text="For the editors only.")


class InterestInput(StrictSerializer):
    item = Choice([(item, item) for item in ICMJE], help_text="An item of the ICMJE's disclosure form.")
    entity = Text(max_length=200, help_text="The company or body.")
    products = serializers.ListField(
        child=Text(max_length=100), required=False, default=list, max_length=100,
        help_text="Drugs and devices that it concerns, by every name that a text may use.",
    )  # fmt: skip
    detail = _text(500, default="")
    ended = _day(default=None, help_text="Null: it goes on. It counts for 36 months after.")


class Declaration(StrictSerializer):
    interests = InterestInput(many=True, max_length=200, help_text="All of them; an empty list is an explicit none.")


class PublicationList(StrictSerializer):
    format = Choice(FORMATS, required=False, default=None, allow_null=True)
    text = Text(max_length=1_000_000, trim_whitespace=False, help_text="A reference list.")
