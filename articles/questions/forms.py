"""What readers fill in."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from articles.models import Kind
from articles.questions import LONGEST
from articles.vocabulary import AUDIENCE_CHOICES

_UNRECOGNISED = _("Please do not send anything by which you or a patient could be recognised.")


class ReaderForm(forms.Form):
    """What a reader sends. `website` is a trap: people do not see it, and programs that fill in forms do."""

    email = forms.EmailField(
        label=_("Your e-mail address (if you want an answer)"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        kept = _(
            "Only the editors see it, and only to answer you. Erased once you were answered, and after {days} days in any case."
        )
        self.fields["email"].help_text = kept.format(days=settings.READERS_WORDS_DAYS)

    @property
    def trapped(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def said(self) -> dict:
        """What the door takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class QuestionForm(ReaderForm):
    """A follow-up question."""

    text = forms.CharField(
        label=_("Your question"), min_length=10, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_UNRECOGNISED,
    )  # fmt: skip
    audience = forms.ChoiceField(choices=AUDIENCE_CHOICES, required=False, widget=forms.HiddenInput)
    field_order = ["text", "email"]


class ReportForm(ReaderForm):
    """An error in the article."""

    kind = forms.ChoiceField(
        label=_("What could come of it?"), widget=forms.RadioSelect,
        choices=[(Kind.SAFETY, _("Somebody could come to harm")), (Kind.ERROR, _("It is wrong, and harms nobody"))],
    )  # fmt: skip
    quote = forms.CharField(
        label=_("The words that are wrong, copied from the article"), required=False, max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What is wrong with them?"), min_length=10, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_UNRECOGNISED,
    )  # fmt: skip
    field_order = ["kind", "quote", "text", "email"]
