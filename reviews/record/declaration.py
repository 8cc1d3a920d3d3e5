"""The form in which board members declare their interests on their own page."""

from __future__ import annotations

from django import forms
from django.contrib.postgres.forms import SimpleArrayField

from reviews.board.disclosure import ICMJE
from reviews.models import BoardMember

#: As many as the API takes.
MOST = 200


class InterestForm(forms.Form):
    item = forms.ChoiceField(choices=[("", "Choose"), *((item, item) for item in ICMJE)], label="What kind")
    entity = forms.CharField(max_length=200, label="With whom")
    detail = forms.CharField(max_length=500, required=False, label="What")
    products = SimpleArrayField(forms.CharField(max_length=100), required=False, max_length=100, label="Drugs and devices",
                                help_text="That it concerns, by every name that a text may use, with commas.")  # fmt: skip
    ended = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label="Ended on",
                            help_text="Empty: it goes on.")  # fmt: skip


class _Interests(forms.BaseFormSet):
    """All of them: what is declared is what stands in the rows, or an explicit none."""

    def said(self) -> list[dict]:
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        return [{name: row[name] for name in InterestForm.base_fields} for row in rows if row]

    def clean(self) -> None:
        if not any(self.errors) and bool(self.said()) == ("nothing" in self.data):
            raise forms.ValidationError("List your interests, or tick that there is nothing to declare: one of the two.")


_FORMSET = forms.formset_factory(
    InterestForm, formset=_Interests, extra=2, can_delete=True, max_num=MOST, validate_max=True
)  # fmt: skip


def declaration(member: BoardMember, data: object = None) -> _Interests:
    """The form with what stands, or with what was sent."""
    standing = member.interests.values(*InterestForm.base_fields) if data is None else None
    return _FORMSET(data, initial=standing and list(standing), auto_id="interest_%s")
