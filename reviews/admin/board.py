"""The board in admin: who sits on it, and on what licence."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import roles
from articles.admin.doormat import told
from articles.admin.editorial import EditorialAdmin
from articles.vocabulary import SPECIALTY_CHOICES
from citations import clock
from citations.identifiers import clean_orcid
from reviews import licences
from reviews.models import BoardMember


class BoardMemberForm(forms.ModelForm):
    specialties = forms.MultipleChoiceField(choices=SPECIALTY_CHOICES, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = BoardMember
        exclude = ["licence_verified_at", "licence_verified_by"]
        labels = {"orcid": "ORCID", "left": "Left the board", "licence_revoked_at": "Licence revoked"}
        help_texts = {
            "capacity": "Open assignments at one time; a fuller desk ranks lower among the candidates.",
            "away_until": "Ranks lower until this day.",
            "left": "From this day on no longer on the board. What was signed before stays.",
            "licence_revoked_at": "From this day on the licence does not count, whatever its expiry says.",
        }

    def clean_orcid(self) -> str:
        given = self.cleaned_data["orcid"]
        if given and not clean_orcid(given):
            raise forms.ValidationError("This is no valid ORCID, such as 0000-0002-1825-0097.")
        return clean_orcid(given) or ""


@admin.register(BoardMember)
class BoardMemberAdmin(EditorialAdmin):
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
    actions = ["verify_licence"]
    fieldsets = [
        ("On the board page", {"fields": ["bio", "disclosures"]}),
        ("Specialties", {"fields": ["specialties"]}),
        (
            "Licence",
            {
                "description": "Counts once verified, by the action in the list; a changed one no more.",
                "fields": ["licence_number", "licence_register", "licence_expires", "licence_revoked_at",
                           "verification"],
            },
        ),
        ("Availability", {"fields": ["capacity", "away_until", "joined", "left"]}),
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
        if change and member.licence_verified_at and set(licences.PARTICULARS) & set(form.changed_data):
            licences.unverify(member)
            messages.warning(request, f"The licence of {member} has changed and must be verified again.")
        super().save_model(request, member, form, change)

    @admin.display(description="Account")
    def account(self, member: BoardMember) -> str:
        return member.user.get_username()

    @admin.display(description="Verified")
    def verification(self, member: BoardMember) -> str:
        if member.licence_verified_at is None:
            return "Not yet"
        by = member.licence_verified_by
        return f"{member.licence_verified_at:%d %B %Y}" + (f" by {by.get_full_name() or by}" if by else "")

    @admin.display(description="Specialties")
    def fields_of_work(self, member: BoardMember) -> str:
        return ", ".join(member.specialties)

    @admin.display(description="Licence")
    def licence(self, member: BoardMember) -> SafeString:
        trouble = member.licence_trouble(clock.today())
        return format_html(
            '<span class="badge {}">{}</span>', "error" if trouble else "approved", trouble or "verified"
        )

    @admin.action(description="Verify licence", permissions=["change"])
    def verify_licence(self, request: HttpRequest, rows: QuerySet) -> None:
        for member in rows:
            with told(request):
                licences.verify(member, by=request.user)
                self.log_change(request, member, "verified the licence")
                messages.success(request, f"The licence of {member} is verified.")
