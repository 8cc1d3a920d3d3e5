"""What the API answers about reviews, and what it reads."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from articles import addresses
from articles.content import AUDIENCES
from articles.doors import actions
from articles.models import Tier
from articles.serializers import StrictSerializer
from citations.typed import Choice, Text, Truth, Whole
from reviews.models import Assignment, BoardMember, Cause, Comment, Outcome, Review, Verdict
from reviews.models.review import CLAIM_VERDICTS
from reviews.models.round import RE_REVIEW


class Reason(StrictSerializer):
    reason = Text(max_length=5000, help_text="Shows in the history.")


class Rating(Reason):
    tier = Choice(Tier.choices, help_text="The risk tier in the place of the checks' own.")


class Notice(StrictSerializer):
    notice = Text(max_length=5000, help_text="Shown to readers in the article's place.")


class Reopening(StrictSerializer):
    cause = Choice([(cause.value, cause.label) for cause in RE_REVIEW])
    reason = Text(max_length=5000)


class Member(serializers.PrimaryKeyRelatedField):
    """A board member, by id. The framework's own took 1.5 for the id 1."""

    default_error_messages = {"does_not_exist": "is the id of no board member."}

    def __init__(self, **options: object) -> None:
        super().__init__(**{"queryset": BoardMember.objects.select_related("user"), "pk_field": Whole()} | options)


class Invitation(StrictSerializer):
    board_member = Member()
    due = serializers.DateField(required=False, allow_null=True, default=None, help_text="Day to sign by.")
    audience = Choice(
        AUDIENCES, required=False, allow_blank=True, default="",
        help_text="Whom they speak for, where each audience needs a reviewer of its own; empty: the first without one.",
    )  # fmt: skip


class Overruling(StrictSerializer):
    board_member = Member()
    reason = Text(max_length=5000, help_text="Why they may review all the same. Shows in the history.")


class Allotting(StrictSerializer):
    articles = serializers.ListField(
        child=Whole(min_value=1), allow_empty=False, max_length=50, help_text="Ids, at most fifty."
    )


class AllotmentAnswer(serializers.Serializer):
    placed = serializers.SerializerMethodField()
    unplaced = serializers.SerializerMethodField()

    @extend_schema_field(
        inline_serializer("Placed", {"article": serializers.IntegerField(), "board_member": serializers.CharField()}, many=True)
    )
    def get_placed(self, result) -> list[dict]:
        return [{"article": article.pk, "board_member": member.user.username} for article, member in result.placed]

    @extend_schema_field(
        inline_serializer("Unplaced", {"article": serializers.IntegerField(), "why": serializers.CharField()}, many=True)
    )
    def get_unplaced(self, result) -> list[dict]:
        return [{"article": article.pk, "why": why} for article, why in result.unplaced]


class ReadersRow(StrictSerializer):
    article = Whole(min_value=1)
    readers = Whole(min_value=0, max_value=2_000_000_000, help_text="In a month.")


class ReadersInput(StrictSerializer):
    articles = ReadersRow(many=True, allow_empty=False, max_length=10_000)


class ReadersAnswer(serializers.Serializer):
    found = serializers.IntegerField(help_text="How many of the articles there are.")


class FlowAnswer(serializers.Serializer):
    owed = serializers.IntegerField(help_text="Signatures that the articles in the queue still need.")
    inflow_per_week = serializers.FloatField(help_text="Signatures that new texts will need.")
    capacity_per_week = serializers.FloatField(help_text="Signatures that the board could give.")
    signed_per_week = serializers.FloatField()
    clears_on = serializers.DateField(allow_null=True, help_text="Null: never, at this rate.")


class OverdueAnswer(serializers.Serializer):
    reviews = serializers.IntegerField(help_text="Published articles whose re-review is overdue.")
    answers = serializers.IntegerField(help_text="Invitations.")
    signatures = serializers.IntegerField(help_text="Accepted seats.")


class StatsAnswer(serializers.Serializer):
    """The dashboard's figures, its tables as rows by column."""

    at = serializers.DateTimeField()
    flow = FlowAnswer()
    overdue = OverdueAnswer()
    backlog = serializers.ListField(child=serializers.DictField())
    weeks = serializers.ListField(child=serializers.DictField())
    turnaround = serializers.ListField(child=serializers.DictField())
    reviewers = serializers.ListField(child=serializers.DictField())
    findings = serializers.ListField(child=serializers.DictField())


class CalibrationAnswer(serializers.Serializer):
    """Rows by column, as on the page."""

    by_tier = serializers.ListField(child=serializers.DictField())
    by_specialty = serializers.ListField(child=serializers.DictField())
    hasty = serializers.ListField(child=serializers.DictField())


class CalendarWeek(serializers.Serializer):
    monday = serializers.DateField()
    due = serializers.IntegerField(help_text="Signatures that fall due in it.")
    hindered = serializers.CharField(help_text="away, partly away, no licence, term ended, left; empty: free.")


class CalendarRow(serializers.Serializer):
    board_member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.__str__")
    load = serializers.IntegerField()
    capacity = serializers.IntegerField(source="member.capacity")
    weeks = CalendarWeek(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


class Declining(StrictSerializer):
    reason = Text(max_length=2000, required=False, allow_blank=True, default="")
    suggest = Text(max_length=500, required=False, allow_blank=True, default="")


class Quote(StrictSerializer):
    exact = Text(max_length=2000, trim_whitespace=False)
    prefix = Text(max_length=200, required=False, allow_blank=True, default="", trim_whitespace=False)
    suffix = Text(max_length=200, required=False, allow_blank=True, default="", trim_whitespace=False)


class CommentInput(StrictSerializer):
    quote = Quote(required=False, default=dict)
    rendition = Choice(AUDIENCES, required=False, default="", allow_blank=True)
    body = Text(max_length=10_000)


class DisclosedItem(StrictSerializer):
    item = Text(max_length=200)
    entity = Text(max_length=300)
    detail = Text(max_length=2000, required=False, allow_blank=True, default="")


class Disclosure(StrictSerializer):
    """An explicit none, or the items (ICMJE)."""

    none = Truth(required=False)
    items = DisclosedItem(many=True, required=False, allow_empty=False)

    def validate(self, said: dict) -> dict:
        if bool(said.get("none")) == bool(said.get("items")):
            raise serializers.ValidationError('Say {"none": true} or list the items, one of the two.')
        return {"none": True} if said.get("none") else {"items": [dict(item) for item in said["items"]]}


class IdentityProof(StrictSerializer):
    """A password, or a code of a second factor in its place."""

    password = Text(max_length=500, trim_whitespace=False, write_only=True, required=False)
    code = Text(max_length=20, write_only=True, required=False, help_text="One-time code or recovery code.")

    def validate(self, said: dict) -> dict:
        if not self.context.get("proven") and bool(said.get("password")) == bool(said.get("code")):
            raise serializers.ValidationError({"password": ["Give the password, or a code of a second factor; one of them."]})
        return said


class Signature(IdentityProof):
    name = Text(max_length=200)
    meaning = Text(max_length=200, help_text="What the signature means: review, approval, ...")


_SEEN = "The notices on cited works that were shown with the text, by id: 412 tells those that are not among them."


class Confirming(IdentityProof):
    """Stand by a signature."""

    notices = serializers.ListField(child=Whole(), required=False, help_text=_SEEN)


class SigningInput(StrictSerializer):
    verdict = Choice(Verdict.choices)
    content_hash = Text(max_length=64, help_text="Of the revision that was read.")
    renditions = serializers.ListField(child=Choice(AUDIENCES), allow_empty=False)
    claims = serializers.DictField(child=Choice(CLAIM_VERDICTS), required=False, default=dict)
    claim_notes = serializers.DictField(
        child=Text(max_length=5000), required=False, default=dict, help_text="For the author, by claim id."
    )
    note_to_author = Text(max_length=20_000, required=False, allow_blank=True, default="")
    note_to_editor = Text(max_length=20_000, required=False, allow_blank=True, default="")
    disclosure = Disclosure()
    notices = serializers.ListField(
        child=Whole(), required=False,
        help_text=f"{_SEEN} Left out: those that had come when the seat was taken.",
    )  # fmt: skip
    signature = Signature()

    def validate(self, said: dict) -> dict:
        if said["verdict"] != Verdict.APPROVE and not said["note_to_author"].strip():
            raise serializers.ValidationError({"note_to_author": ["Tell the author what to change, and why."]})
        return said


class AssignmentAnswer(serializers.ModelSerializer):
    """One seat, with the revision whose hash a review must name."""

    article = serializers.IntegerField(source="round.article_id")
    slug = serializers.CharField(source="round.article.slug")
    question = serializers.CharField(source="round.revision.question")
    revision = serializers.IntegerField(source="round.revision.number")
    content_hash = serializers.CharField(source="round.revision.content_hash")
    cause = serializers.ChoiceField(Cause.choices, source="round.cause")
    outcome = serializers.ChoiceField(Outcome.choices, source="round.outcome", help_text="Empty: open.", allow_blank=True)
    board_member = serializers.CharField(source="board_member.user.username")
    actions = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Assignment
        fields = [
            "id", "article", "slug", "question", "revision", "content_hash", "cause", "outcome", "board_member", "state",
            "accept_by", "review_by", "audience", "unconfirmed", "confirm_by", "lapsed", "draft", "actions", "links",
        ]  # fmt: skip
        extra_kwargs = {"draft": {"required": False, "help_text": "Its writer's own: told to nobody else."}}

    def get_actions(self, assignment: Assignment) -> list[str]:
        return actions(assignment, self.context["request"].user)

    @extend_schema_field(serializers.DictField(child=serializers.URLField()))
    def get_links(self, assignment: Assignment) -> dict:
        article = addresses.api(assignment.round.article)
        own = addresses.absolute(reverse("assignment-detail", args=[assignment.pk]))
        revision = f"{article}revisions/{assignment.round.revision.number}/"
        return {"self": own, "article": article, "revision": revision, "desk": addresses.desk(assignment.pk)}

    def to_representation(self, assignment: Assignment) -> dict:
        """A draft is its writer's own."""
        answer = super().to_representation(assignment)
        if assignment.board_member.user_id != self.context["request"].user.pk:
            del answer["draft"]
        return answer


class ReviewAnswer(serializers.ModelSerializer):
    class Meta:
        model = Review
        fields = [
            "id", "verdict", "content_hash", "renditions", "claims", "claim_notes", "note_to_author", "note_to_editor",
            "disclosure", "signed_name", "meaning", "standing", "signed_at",
        ]  # fmt: skip


class ReleasedReview(serializers.ModelSerializer):
    """What the author gets of a review once its round has ended: never the note to the editor."""

    class Meta:
        model = Review
        fields = ["verdict", "content_hash", "renditions", "claims", "claim_notes", "note_to_author", "signed_at"]


class ToldReview(ReviewAnswer):
    """For the schema: a review as whoever asks may see it. The author is told less than the board and the editors."""

    class Meta(ReviewAnswer.Meta):
        untold = set(ReviewAnswer.Meta.fields) - set(ReleasedReview.Meta.fields)
        extra_kwargs = {name: {"required": False, "read_only": False} for name in untold}


class CommentAnswer(serializers.ModelSerializer):
    class Meta:
        model = Comment
        fields = ["id", "rendition", "quote", "body", "created_at"]


class CandidateAnswer(serializers.Serializer):
    board_member = serializers.IntegerField(source="member.pk")
    username = serializers.CharField(source="member.user.username")
    name = serializers.CharField(source="member.__str__")
    score = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField())
    excluded_by = serializers.ListField(child=serializers.CharField())
    overridable = serializers.BooleanField(help_text="Whether an editor may let them review all the same, with a reason.")


class CandidatesAnswer(serializers.Serializer):
    results = CandidateAnswer(many=True)


