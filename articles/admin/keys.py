"""API keys: made here, shown once, revoked here. Only a key's digest is kept."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.editorial import ReadOnlyAdmin
from articles.admin.person_data import HandingOut
from articles.models import ApiKey, Scope
from articles.roles import is_author


class KeyForm(forms.ModelForm):
    """A key speaks with its account's voice: so editors make keys for authors and for themselves only."""

    account = forms.CharField(
        max_length=150, help_text="User name of the author that the key speaks for, or your own."
    )
    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=3650,
        label="Valid for",
        help_text="Days. Empty: until it is revoked.",
    )

    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, f"{scope.value}: {scope.label}") for scope in Scope],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Give a key no more than it needs. None marked: all that the account may do.",
    )
    field_order = ["name", "account", "scopes", "days"]

    class Meta:
        model = ApiKey
        fields = ["name"]
        help_texts = {"name": "What the key is for, to tell it from others."}

    def __init__(self, *args, maker, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.maker = maker

    def clean_account(self):
        account = get_user_model().objects.filter(username=self.cleaned_data["account"]).first()
        if account is None or not (is_author(account) or account == self.maker):
            raise forms.ValidationError("There is no author with this user name.")
        return account


@admin.register(ApiKey)
class ApiKeyAdmin(HandingOut, ReadOnlyAdmin):
    list_display = ["named", "user", "may", "created", "expiry", "last_used"]
    list_display_links = None
    list_select_related = ["user"]
    actions = ["revoke", *HandingOut.actions]

    @admin.display(description="Name")
    def named(self, key: ApiKey) -> str:
        return key.name or "(no name)"

    @admin.display(description="Scopes")
    def may(self, key: ApiKey) -> str:
        return ", ".join(key.scopes) or "all of its account's"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The answer to the form is the key itself: it must not pass through a cookie or the session."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = KeyForm(request.POST or None, maker=request.user)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": "New API key",
        }
        if form.is_valid():
            said = form.cleaned_data
            expiry = timedelta(days=said["days"]) if said["days"] else None
            made, context["key"] = ApiKey.objects.create(
                user=said["account"], name=said["name"], scopes=sorted(said["scopes"]), expiry=expiry
            )
            self.log_addition(request, made, "made a key")
        return TemplateResponse(request, "admin/articles/apikey/add.html", context)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, rows: QuerySet) -> None:
        """Deleting the digest revokes: the next request with this key is refused."""
        self.log_deletions(request, rows)
        count, _ = rows.delete()
        messages.success(request, f"{count} {'key is' if count == 1 else 'keys are'} revoked.")
