"""The editor's steps as forms: each opens one door. Which a page offers, `articles.doors.actions` says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms

from articles import workflow as articles
from articles.admin.doormat import DoorForm
from articles.models import Article, Finding, Tier
from articles.suggestions import CODE as SUSPECTED
from reviews import workflow as reviews
from reviews.models import BoardMember
from reviews.models.round import RE_REVIEW


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class InviteForm(DoorForm):
    board_member = forms.ModelChoiceField(
        BoardMember.objects.select_related("user"), widget=forms.HiddenInput
    )
    due = forms.DateField(
        required=False, label="To be signed by", help_text="Empty: after as many days as the policy gives.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class OverruleForm(DoorForm):
    board_member = forms.ModelChoiceField(
        BoardMember.objects.select_related("user"), widget=forms.HiddenInput
    )
    reason = forms.CharField(
        max_length=5000, widget=_words(2), label="Why they may review all the same", help_text="Shows in the history."
    )


class HandlingForm(DoorForm):
    """A button: nothing to say."""


class WaiveForm(DoorForm):
    """Offers the findings of its own article only."""

    finding = forms.ModelChoiceField(Finding.objects.none(), widget=forms.HiddenInput)
    reason = forms.CharField(max_length=5000, widget=_words(2), help_text="Shows in the history.")

    def __init__(self, *args, article: Article, **options) -> None:
        super().__init__(*args, article=article, **options)
        found = Finding.objects.filter(revision__article=article).select_related("revision__article")
        self.fields["finding"].queryset = found


class BindForm(DoorForm):
    """Offers the suspected citations of its own article only."""

    findings = forms.ModelMultipleChoiceField(Finding.objects.none(), widget=forms.MultipleHiddenInput)

    def __init__(self, *args, article: Article, **options) -> None:
        super().__init__(*args, article=article, **options)
        self.fields["findings"].queryset = Finding.objects.filter(revision__article=article, code=SUSPECTED)


class DecisionForm(DoorForm):
    """A decision rests on all that has happened, so anything new since the page was shown refuses it."""

    needs_same_history = True


class ReasonForm(DecisionForm):
    reason = forms.CharField(max_length=5000, widget=_words(4), help_text="Shows in the history.")


class RequestForm(DecisionForm):
    reason = forms.CharField(
        max_length=5000, widget=_words(4), label="What to change",
        help_text="The author reads this, with the reviewers' notes to the author.",
    )  # fmt: skip


class ReopenForm(DecisionForm):
    cause = forms.ChoiceField(choices=[(cause.value, cause.label.capitalize()) for cause in RE_REVIEW])
    reason = forms.CharField(max_length=5000, widget=_words(3), help_text="Shows in the history.")


class RateForm(DecisionForm):
    tier = forms.ChoiceField(choices=Tier.choices, label="Risk tier")
    reason = forms.CharField(max_length=5000, widget=_words(3), help_text="Shows in the history.")


class RetireForm(DecisionForm):
    notice = forms.CharField(
        max_length=5000,
        widget=_words(4),
        label="Public notice",
        help_text="Readers see it in the article's place.",
    )


@dataclass(frozen=True)
class Step:
    """A step of the map as the editor meets it. `door` takes article, person and what the form says."""

    label: str
    explanation: str
    form: type[DoorForm]
    door: Callable[..., object]
    done: str
    danger: bool = False


def _waive(article: Article, *, by, finding: Finding, reason: str) -> Finding:
    return articles.waive(finding, by=by, reason=reason)


def _bind(article: Article, *, by, findings: Iterable[Finding]) -> object:
    return articles.bind(article, list(findings), by=by)


def _invite(article: Article, *, by, board_member: BoardMember, due) -> object:
    return reviews.invite(article, board_member, by=by, due=due)


def _overrule(article: Article, *, by, board_member: BoardMember, reason: str) -> object:
    return reviews.overrule(article, board_member, by=by, reason=reason)


#: By the names of the map. The first six stand beside what they are about, the others are the decisions.
STEPS = {
    "invite": Step("Invite", "", InviteForm, _invite, "Invited."),
    "overrule": Step("Override", "", OverruleForm, _overrule, "The conflict is overridden."),
    "take_on": Step("I'm on it", "", HandlingForm, articles.take_on, "You are on it; the queue says so."),
    "hand_back": Step("Hand back", "", HandlingForm, articles.hand_back, "Nobody is on it any more."),
    "waive": Step("Waive", "", WaiveForm, _waive, "The finding is waived."),
    "bind": Step("Write it as a citation", "", BindForm, _bind, "Written as citations, in a new revision."),
    "request_changes": Step(
        "Request changes", "Ends the round and sends the board's objections to the author.",
        RequestForm, reviews.request_changes, "The author is asked for changes.",
    ),
    "approve": Step(
        "Approve by override",
        "Settles a split or a specialty gap in your name. The history and the page say so.",
        ReasonForm, reviews.approve, "Approved by override.",
    ),
    "reopen": Step(
        "Open a re-review", "The text stays public, marked as in re-review, until a new round has signed it.",
        ReopenForm, reviews.reopen, "A re-review is open.",
    ),
    "rate": Step(
        "Set the risk tier",
        "In the place of the checks. Seats, specialists and the review's date follow it from the next round on.",
        RateForm, articles.rate, "The risk tier is set.",
    ),
    "reject": Step(
        "Reject",
        "Ends it, and tells the author why. Of a published article only the update is dropped.",
        ReasonForm, articles.reject, "Rejected.", danger=True,
    ),
    "retire": Step(
        "Retire", "Takes the published article down for good; the notice stays in its place.",
        RetireForm, articles.retire, "Retired.", danger=True,
    ),
}  # fmt: skip
DECISIONS = [name for name in STEPS if name not in ("invite", "overrule", "take_on", "hand_back", "waive", "bind")]
