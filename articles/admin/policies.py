"""Policies: what the publisher promises for each risk tier. Readers see them on the editorial policy page."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from articles.admin.editorial import EditorialAdmin
from articles.models import IntakePolicy, Policy, PolicyText
from articles.policies import keep, say, troubles
from citations.kinds import KINDS
from citations.notices import NATURES

HELP = {
    "seats": "How many board members must sign before a text of this tier reads Approved.",
    "accept_days": "Days a board member has to accept or decline.",
    "review_days": "Days from the invitation to the signature.",
    "accept_reminders": "Days from the accept-by date, with commas, negative for before; at most three.",
    "review_reminders": "Days from the sign-by date, with commas, negative for before; at most three.",
}
LABELS = {
    "accept_days": "Days to accept",
    "review_days": "Days to sign",
    "grace_days": "Days of grace",
    "accept_reminders": "Reminders to accept",
    "review_reminders": "Reminders to sign",
    "review_months": "Months until re-review",
    "ahead_days": "Days told ahead",
    "pending_public": "Pending text is public",
    "names_reviewers": "Reviewers are named",
    "reviewer_per_audience": "Each audience has a reviewer of its own",
    "calibration_percent": "Approvals reviewed a second time, in a hundred",
}


def _years(whose: str) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=1, max_value=100, label=f"{whose} outdated after", help_text="Years. What is older gets a warning."
    )


class PolicyForm(forms.ModelForm):
    """The ages of references as a field for each kind, since nobody should have to write JSON."""

    guideline_years = _years("Guidelines are")
    research_years = _years("Research is")
    label_years = _years("Product labels are")
    book_years = _years("Books are")
    web_years = _years("Web pages are")
    other_years = _years("Other sources are")

    reopen_on = forms.MultipleChoiceField(
        choices=[(nature, nature.replace("_", " ").capitalize()) for nature in NATURES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="News that reopens",
        help_text="A notice of this nature on a cited work opens a re-review of a published article.",
    )

    class Meta:
        model = Policy
        exclude = ["tier", "reference_years"]
        help_texts = HELP
        labels = LABELS

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS:
            self.fields[f"{kind}_years"].initial = self.instance.reference_years.get(kind)

    def clean(self) -> dict:
        said = super().clean()
        for field, why in troubles(said).items():
            self.add_error(field, why)
        return said

    def save(self, commit: bool = True) -> Policy:
        self.instance.reference_years = {kind: self.cleaned_data[f"{kind}_years"] for kind in KINDS}
        return super().save(commit)


@admin.register(Policy)
class PolicyAdmin(EditorialAdmin):
    """A row for each tier: edited, never added or removed. Open rounds keep the rules they began with."""

    form = PolicyForm
    list_display = [
        "name",
        "seats",
        "specialists",
        "accept_days",
        "review_days",
        "review_months",
        "pending_public",
    ]
    fieldsets = [
        ("Who signs", {"fields": ["seats", "specialists", "reviewer_per_audience"]}),
        ("How long it may take", {"fields": ["accept_days", "review_days", "grace_days"]}),
        ("When to remind", {"fields": ["accept_reminders", "review_reminders"]}),
        ("When to review again", {"fields": ["review_months", "ahead_days", "reopen_on"]}),
        ("What the checks ask for", {"fields": [*(f"{kind}_years" for kind in KINDS), "reading_grade"]}),
        ("What readers see", {"fields": ["pending_public", "names_reviewers"]}),
        ("How far reviewers agree", {"fields": ["calibration_percent"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Policy, form: forms.ModelForm, change: bool) -> None:
        keep(obj)

    @admin.display(description="Risk", ordering="tier")
    def name(self, policy: Policy) -> str:
        return policy.get_tier_display()


@admin.register(IntakePolicy)
class IntakePolicyAdmin(EditorialAdmin):
    """One row: how much may wait before new articles are refused, with the day by which there should be room again."""

    list_display = ["__str__", "most_waiting", "most_days"]
    fields = ["most_waiting", "most_days"]


@admin.register(PolicyText)
class PolicyTextAdmin(EditorialAdmin):
    """One row: what the publisher says on the editorial policy page beside the rules in force."""

    list_display = ["__str__", "changed_by", "changed_at"]
    list_select_related = ["changed_by"]
    fields = ["body"]

    def save_model(self, request: HttpRequest, obj: PolicyText, form: forms.ModelForm, change: bool) -> None:
        say(obj.body, by=request.user)
