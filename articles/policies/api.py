"""`/api/v1/policies/`: the rules of each tier of risk, for managing editors."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles import policies
from articles.editors_only import EditorsOnly
from articles.models import IntakePolicy, Policy
from articles.models.policy_text import LONGEST
from articles.paging import OnePage
from citations.kinds import KINDS
from citations.notices import NATURES
from citations.serializers import StrictSerializer
from citations.typed import Choice, Text, Truth, Whole


class PolicyAnswer(serializers.ModelSerializer):
    reference_years = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Policy
        fields = [
            "tier", "seats", "specialists", "reviewer_per_audience", "accept_days", "review_days", "grace_days",
            "accept_reminders", "review_reminders", "ahead_days", "reopen_on", "review_months", "reference_years",
            "reading_grade", "pending_public", "names_reviewers", "calibration_percent",
        ]  # fmt: skip


def _number(least: int, most: int, told: str = "") -> serializers.IntegerField:
    return Whole(required=False, min_value=least, max_value=most, help_text=told)


def _days(told: str) -> serializers.ListField:
    return serializers.ListField(
        child=Whole(min_value=-365, max_value=365), required=False, max_length=3, help_text=told
    )


class PolicyChange(StrictSerializer):
    seats = _number(1, 9, "How many board members must sign.")
    specialists = _number(0, 9, "How many of the approvals must come from the article's own specialty.")
    reviewer_per_audience = Truth(required=False)
    accept_days = _number(1, 365)
    review_days = _number(1, 365)
    grace_days = _number(0, 365)
    accept_reminders = _days("Days from the accept-by date, negative for before, at most three.")
    review_reminders = _days("Days from the sign-by date, negative for before, at most three.")
    ahead_days = _number(0, 365)
    reopen_on = serializers.ListField(child=Choice(list(NATURES)), required=False, max_length=len(NATURES))
    review_months = _number(1, 240)
    reference_years = serializers.DictField(
        child=Whole(min_value=1, max_value=100), required=False,
        help_text="By kind of reference: years after which it counts as outdated. Kinds that are not named stay as they are.",
    )
    reading_grade = _number(1, 20)
    pending_public = Truth(required=False)
    names_reviewers = Truth(
        required=False, help_text="Whether readers and authors are told who signed."
    )
    calibration_percent = _number(0, 100)

    def validate_reference_years(self, given: dict) -> dict:
        if foreign := sorted(set(given) - set(KINDS)):
            raise serializers.ValidationError(f"No kind of reference: {', '.join(foreign)}. Kinds: {', '.join(KINDS)}.")
        return given


class PolicyViewSet(EditorsOnly, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """A row for each tier: changed, never added or removed."""

    serializer_class = PolicyAnswer
    queryset = Policy.objects.order_by("tier")
    pagination_class = OnePage
    lookup_value_regex = "[a-z]{1,10}"

    @extend_schema(request=PolicyChange, responses=PolicyAnswer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change some of a tier's rules. Open rounds keep the rules they began with."""
        self.get_object()
        return Response(PolicyAnswer(policies.change(pk, PolicyChange.of(request))).data)


class IntakePolicyAnswer(serializers.ModelSerializer):
    class Meta:
        model = IntakePolicy
        fields = ["most_waiting", "most_days"]


class IntakePolicyChange(StrictSerializer):
    most_waiting = Whole(
        required=False, allow_null=True, min_value=1, max_value=2**31 - 1,
        help_text="Articles that may wait for the board; null: any number.",
    )  # fmt: skip
    most_days = Whole(
        required=False, allow_null=True, min_value=1, max_value=3650,
        help_text="Days of the board's work, at its pace of the last four weeks, that may wait; null: any number.",
    )  # fmt: skip


class IntakePolicyView(EditorsOnly, APIView):
    """From when on new articles are refused with 429, for managing editors."""

    @extend_schema(operation_id="intake_policy_retrieve", responses=IntakePolicyAnswer)
    def get(self, request: Request) -> Response:
        """The limits of the intake."""
        return Response(IntakePolicyAnswer(IntakePolicy.objects.get()).data)

    @extend_schema(operation_id="intake_policy_update", request=IntakePolicyChange, responses=IntakePolicyAnswer)
    def patch(self, request: Request) -> Response:
        """Change the limits of the intake: they hold within seconds."""
        IntakePolicy.objects.update(**IntakePolicyChange.of(request))
        return self.get(request)


class PolicyTextBody(StrictSerializer):
    body = Text(
        allow_blank=True, max_length=LONGEST, trim_whitespace=False, help_text="Markdown; empty: only the rules in force."
    )


class PolicyTextView(EditorsOnly, APIView):
    """What the publisher says on the editorial policy page beside the rules in force."""

    @extend_schema(operation_id="policy_text_retrieve", responses=PolicyTextBody)
    def get(self, request: Request) -> Response:
        """The words as they are."""
        return Response({"body": policies.own_words()})

    @extend_schema(operation_id="policy_text_update", request=PolicyTextBody, responses=PolicyTextBody)
    def put(self, request: Request) -> Response:
        """Put other words in their place. They explain the rules, they do not make them."""
        words = PolicyTextBody.of(request)["body"]
        return Response({"body": policies.say(words, by=request.user).body})
