"""Letters: every kind that is sent, and the editors' own words for it, with a look at how they read."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles import letters
from articles.admin.editorial import EditorialAdmin
from articles.letters import html as letter_html
from articles.letters import own as own_letters
from articles.letters.language import Broken
from articles.models import OwnLetter


class LetterForm(forms.ModelForm):
    """Begins from the shipped letter; refused where it cannot be written for the latest message of its kind."""

    class Meta:
        model = OwnLetter
        fields = ["template", "subject", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.said, self.letter = None, None
        if "template" in self.fields:
            taken = set(OwnLetter.objects.values_list("pk", flat=True))
            free = [name for name in own_letters.kinds() if name not in taken]
            self.fields["template"] = forms.ChoiceField(
                label="Letter", choices=[(name, name.replace("_", " ").capitalize()) for name in free]
            )

    def clean(self) -> dict:
        given = super().clean()
        template = given.get("template") or self.instance.template
        self.said = own_letters.latest(template)
        if not self.errors:
            try:
                self.letter = own_letters.tried(template, given["subject"], given["body"])
            except Broken as error:
                raise forms.ValidationError(f"This letter cannot be written: {error}") from error
        return given


@admin.register(OwnLetter)
class OwnLetterAdmin(EditorialAdmin):
    """A letter without a row here is sent as shipped. Deleting the row goes back to that."""

    form = LetterForm
    list_display = ["__str__", "subject", "how", "changed_by", "changed_at"]
    list_select_related = ["changed_by"]
    actions = ["ship"]
    change_form_template = "admin/letter_form.html"

    @admin.display(description="How it goes")
    def how(self, own: OwnLetter) -> str:
        return f"BROKEN, the shipped letter is sent instead: {own.error}" if own.error else "sent"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: OwnLetter | None = None) -> list[str]:
        return ["template"] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        template = request.GET.get("template", "")
        return {"template": template, **letters.shipped(template)._asdict()} if template in own_letters.kinds() else {}

    def save_model(self, request: HttpRequest, obj: OwnLetter, form: LetterForm, change: bool) -> None:
        own_letters.change(obj.template, obj.subject, obj.body, by=request.user)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """`Preview` shows the letter, as text and as HTML, for the latest message of its kind, and saves nothing."""
        beside = {"kinds": own_letters.kinds(), **(extra_context or {})}
        if request.method == "POST" and "_preview" in request.POST and self.has_view_permission(request):
            return self._preview(request, object_id, beside)
        return super().changeform_view(request, object_id, form_url, beside)

    def _preview(self, request: HttpRequest, object_id: str | None, beside: dict) -> HttpResponse:
        own = self.get_object(request, object_id) if object_id else None
        form = self.get_form(request, own, change=own is not None)(request.POST, instance=own)
        form.is_valid()
        context = {
            **self.admin_site.each_context(request), **beside, "title": "Preview", "opts": self.opts, "form": form,
            "letter": form.letter, "html": letter_html.inner(form.letter.body) if form.letter else "",
            "said": sorted(letters.names(form.said).items()) if form.said else [],
        }  # fmt: skip
        return TemplateResponse(request, "admin/letter_preview.html", context)

    @admin.action(description="Go back to the shipped letter")
    def ship(self, request: HttpRequest, rows: QuerySet) -> None:
        self.log_deletions(request, rows)
        rows.delete()
        messages.success(request, "The shipped letter is sent from now on.")
