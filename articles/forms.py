"""What readers fill in."""

from __future__ import annotations

from django import forms

from articles.questions import LONGEST
from articles.vocabulary import AUDIENCE_CHOICES


class QuestionForm(forms.Form):
    """A follow-up question. `website` is a trap: people do not see it, and programs that fill in forms do."""

    text = forms.CharField(
        label="Your question", min_length=10, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Please do not send anything by which you or a patient could be recognised.",
    )  # fmt: skip
    email = forms.EmailField(
        label="Your e-mail address (if you want an answer)", required=False, max_length=254,
        help_text="Only the editors see it, and only to answer you.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    audience = forms.ChoiceField(choices=AUDIENCE_CHOICES, required=False, widget=forms.HiddenInput)

    @property
    def trapped(self) -> bool:
        return bool(self.data.get("website"))
