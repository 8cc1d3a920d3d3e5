"""What editors enter about a work: a notice of their own, and which work a guideline replaces."""

from __future__ import annotations

from django import forms

from citations import clock
from citations.models import Reference
from citations.notices import NATURES

_CHOICES = [(nature, nature.replace("_", " ").capitalize()) for nature in NATURES]


class WorkField(forms.CharField):
    """A work of the registry, by an identifier in full or by its number."""

    def clean(self, value: str) -> Reference | None:
        text = super().clean(value)
        if not text:
            return None
        named = Reference.objects.surviving().matching(text)[:2]
        found = list(named)
        if not found and text.isascii() and text.isdecimal() and len(text) < 19:
            found = list(Reference.objects.surviving().filter(pk=int(text)))
        if len(found) != 1:
            raise forms.ValidationError("No work" if not found else "More than one work", code="work")
        return found[0]


class NoticeForm(forms.Form):
    nature = forms.ChoiceField(choices=_CHOICES)
    date = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    address = forms.URLField(required=False, label="Where it can be read", max_length=500, assume_scheme="https")
    replacement = WorkField(
        required=False, max_length=300, label="Superseded by",
        help_text="Of a superseded work: the DOI, PMID, ISBN or number of what took its place.",
    )  # fmt: skip

    def clean_date(self):
        date = self.cleaned_data["date"]
        if date and date > clock.today():
            raise forms.ValidationError("This day is still to come.")
        return date


class ReplacesForm(forms.Form):
    replaced = WorkField(
        max_length=300, label="Work that this one replaces",
        help_text="Its DOI, PMID, ISBN or number. Every article that cites it is told.",
    )  # fmt: skip


class MergeForm(forms.Form):
    other = WorkField(max_length=300, label="Same work as", help_text="The other's DOI, PMID, ISBN or number.")
