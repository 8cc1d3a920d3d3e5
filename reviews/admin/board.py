"""The board in admin: who sits on it, and on what licence."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import roles
from articles.admin.doormat import told
from articles.admin.editorial import EditorialAdmin
from articles.admin.person_data import HandingOut
from articles.errors import Refusal
from articles.roles import is_editor
from articles.vocabulary import SPECIALTY_CHOICES
from citations import clock
from citations.identifiers import clean_doi, clean_orcid
from citations.names import inverted
from reviews.board import declaring, licences
from reviews.models import BoardMember, Interest, Publication


class BoardMemberForm(forms.ModelForm):
    specialties = forms.MultipleChoiceField(choices=SPECIALTY_CHOICES, widget=forms.CheckboxSelectMultiple)
    works = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Add publications",
        help_text="A reference list (RIS, NBIB, BibTeX, CSL-JSON, ...) pasted whole. Works that are known stay as they are.",
    )  # fmt: skip

    class Meta:
        model = BoardMember
        exclude = [
            "licence_verified_at", "licence_verified_by", "licence_verified_how", "licence_revoked_at",
            "licence_revoked_by", "licence_revoked_why",
        ]  # fmt: skip
        labels = {"orcid": "ORCID", "left": "Left the board", "interests_declared_on": "Interests declared on"}
        help_texts = {
            "capacity": "Open assignments at one time; a fuller desk ranks lower among the candidates.",
            "away_until": "The last day away. Ranks lower while away.",
            "left": "From this day on no longer on the board. What was signed before stays.",
            "term_ends": "The last day of their term of office; member and editors are told ahead.",
        }

    def clean_orcid(self) -> str:
        given = self.cleaned_data["orcid"]
        if given and not clean_orcid(given):
            raise forms.ValidationError("This is no valid ORCID, such as 0000-0002-1825-0097.")
        return clean_orcid(given) or ""


class _Inline(admin.StackedInline):
    """Kept by whoever may edit the member. Stacked, since in a table the fields have no labels of their own."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_editor(request.user)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class InterestForm(forms.ModelForm):
    class Meta:
        model = Interest
        fields = ["item", "entity", "products", "detail", "ended"]
        widgets = {"ended": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class InterestInline(_Inline):
    model, form = Interest, InterestForm


class PublicationForm(forms.ModelForm):
    """The authors as on the work, one to a line: nobody should have to write JSON."""

    written_by = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2, "cols": 30}), required=False, label="Authors",
        help_text="One to a line: Family, Given.",
    )  # fmt: skip

    class Meta:
        model = Publication
        fields = ["title", "year", "doi"]

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        names = [", ".join(filter(None, (a.get("family") or a.get("literal"), a.get("given")))) for a in self.instance.authors]
        self.fields["written_by"].initial = "\n".join(names)

    def clean_doi(self) -> str:
        given = self.cleaned_data["doi"]
        if given and not clean_doi(given):
            raise forms.ValidationError("This is no DOI, such as 10.1000/182.")
        return clean_doi(given) or ""

    def save(self, commit: bool = True) -> Publication:
        lines = self.cleaned_data["written_by"].splitlines()
        self.instance.authors = [inverted(line) for line in lines if line.strip()]
        return super().save(commit)


class PublicationInline(_Inline):
    model, form = Publication, PublicationForm


@admin.register(BoardMember)
class BoardMemberAdmin(HandingOut, EditorialAdmin):
    form = BoardMemberForm
    list_display = [
        "__str__",
        "fields_of_work",
        "licence",
        "licence_expires",
        "capacity",
        "away_until",
        "left",
    ]
    search_fields = ["name", "slug", "licence_number"]
    list_filter = [("left", admin.EmptyFieldListFilter)]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
    }
    readonly_fields = ["verification"]
    inlines = [InterestInline, PublicationInline]
    fieldsets = [
        (
            "On the board page",
            {
                "description": "Disclosures stand beside the interests below; that there are none, a declaration says.",
                "fields": ["bio", "disclosures"],
            },
        ),
        (
            "Interests",
            {
                "description": "Below: what they disclosed, as readers see it, and published. Who never declared is excluded.",
                "fields": ["interests_declared_on", "works"],
            },
        ),
        ("Specialties", {"fields": ["specialties"]}),
        (
            "Licence",
            {
                "description": "Counts once verified; a changed one no more.",
                "fields": ["licence_number", "licence_register", "licence_expires", "verification"],
            },
        ),
        ("Availability", {"fields": ["capacity", "away_from", "away_until", "joined", "term_ends", "left"]}),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: BoardMember | None = None) -> list[str]:
        """A seat on the board stays with its account, and its public address with it."""
        return [*self.readonly_fields, *(["account", "slug"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: BoardMember | None = None) -> list[tuple]:
        who = "account" if obj else "user"
        person = ["name", "credentials", "slug", "affiliation", "orcid"]
        return [(None, {"fields": [who, *person]}), *self.fieldsets]

    def get_prepopulated_fields(self, request: HttpRequest, obj: BoardMember | None = None) -> dict:
        return {} if obj else self.prepopulated_fields

    def formfield_for_foreignkey(self, field, request: HttpRequest, **options):
        if field.name == "user":
            options["queryset"] = get_user_model().objects.filter(
                groups__name=roles.BOARD_MEMBER, board_member=None, is_active=True
            )
        return super().formfield_for_foreignkey(field, request, **options)

    def save_model(
        self, request: HttpRequest, member: BoardMember, form: forms.ModelForm, change: bool
    ) -> None:
        if licences.save(member, form.changed_data if change else ()):
            messages.warning(request, f"The licence of {member} has changed and must be verified again.")

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if listed := form.cleaned_data["works"]:
            with told(request):
                count = declaring.add_publications(form.instance, listed)
                messages.success(request, f"{count} publication{'' if count == 1 else 's'} added.")

    @admin.display(description="Account")
    def account(self, member: BoardMember) -> str:
        return member.user.get_username()

    @admin.display(description="Verified")
    def verification(self, member: BoardMember) -> str:
        if member.pk is None:
            return "Not yet"
        doors = reverse("admin:reviews_boardmember_licence", args=[member.pk])
        return format_html('{} <a href="{}">Verify or revoke</a>', _standing(member), doors)

    @admin.display(description="Specialties")
    def fields_of_work(self, member: BoardMember) -> str:
        return ", ".join(member.specialties)

    @admin.display(description="Licence")
    def licence(self, member: BoardMember) -> SafeString:
        trouble = member.licence_trouble(clock.today())
        return format_html(
            '<span class="badge {}">{}</span>', "error" if trouble else "approved", trouble or "verified"
        )

    # --- The licence: a page of its own, since each of its doors asks for a reason ---------------------------

    def get_urls(self) -> list[URLPattern]:
        licence = self.admin_site.admin_view(self.licence_view)
        return [path("<int:pk>/licence/", licence, name="reviews_boardmember_licence"), *super().get_urls()]

    def licence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Verify a licence, saying how, or revoke it, saying why."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        member = get_object_or_404(BoardMember.objects.select_related("user", "licence_verified_by"), pk=pk)
        wanted = request.POST.get("door", "")
        forms_ = {name: form(request.POST if wanted == name else None, auto_id=f"{name}_%s") for name, form in _LICENCE.items()}
        if request.method == "POST" and wanted in forms_ and self._open_door(request, member, wanted, forms_[wanted]):
            return redirect("admin:reviews_boardmember_change", member.pk)
        context = {
            **self.admin_site.each_context(request), "title": f"Licence of {member}", "opts": self.opts, "member": member,
            "standing": _standing(member), "trouble": member.licence_trouble(clock.today()), **forms_,
        }  # fmt: skip
        return TemplateResponse(request, "reviews/licence.html", context, status=400 if request.method == "POST" else 200)

    def _open_door(self, request: HttpRequest, member: BoardMember, door: str, form: forms.Form) -> bool:
        if not form.is_valid():
            return False
        try:
            if door == "verify":
                licences.verify(member, by=request.user, how=form.cleaned_data["how"])
                said = f"The licence of {member} is verified."
            else:
                licences.revoke(member, by=request.user, reason=form.cleaned_data["reason"])
                said = f"The licence of {member} is revoked. What rests on it comes under review again."
        except Refusal as refusal:
            form.add_error(None, refusal.detail)
            return False
        self.log_change(request, member, said)
        messages.success(request, said)
        return True


class VerifyForm(forms.Form):
    how = forms.CharField(
        max_length=300, label="How it was verified", help_text="Such as: the register's page, by telephone, a letter."
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="For the editors only.")


_LICENCE = {"verify": VerifyForm, "revoke": RevokeForm}


def _standing(member: BoardMember) -> str:
    """Who found the licence in its register, when and how; or who revoked it, and why."""
    if member.licence_revoked_at:
        why = f": {member.licence_revoked_why}" if member.licence_revoked_why else ""
        return f"Revoked on {member.licence_revoked_at:%d %B %Y}{_by(member.licence_revoked_by)}{why}."
    if member.licence_verified_at is None:
        return "Not verified yet."
    how = f": {member.licence_verified_how}" if member.licence_verified_how else ""
    return f"Verified on {member.licence_verified_at:%d %B %Y}{_by(member.licence_verified_by)}{how}."


def _by(editor) -> str:
    return f" by {editor.get_full_name() or editor}" if editor else ""
