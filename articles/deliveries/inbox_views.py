"""The inbox in admin, for everybody who has a desk."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from articles.deliveries import inbox
from articles.models import Preference


class PreferenceForm(forms.ModelForm):
    class Meta:
        model = Preference
        fields = ["how", "digest_hour", "quiet_from", "quiet_until", "time_zone"]


def show(request: HttpRequest) -> HttpResponse:
    """The latest messages; POST marks them as read."""
    if request.method == "POST":
        count = inbox.read(inbox.messages_of(request.user))
        messages.success(request, f"{count} {'message is' if count == 1 else 'messages are'} marked as read.")
        return redirect("admin:inbox")
    before = request.GET.get("before", "")
    found = inbox.messages_of(request.user)
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: inbox.PAGE + 1])
    context = {
        "title": "Inbox", "letters": inbox.shown(rows[: inbox.PAGE]), "unread": inbox.unread(request.user),
        "older": rows[inbox.PAGE - 1].pk if len(rows) > inbox.PAGE else None,
    }  # fmt: skip
    return TemplateResponse(request, "admin/inbox.html", admin.site.each_context(request) | context)


def settle(request: HttpRequest) -> HttpResponse:
    """How one's own messages come."""
    own = Preference.objects.filter(pk=request.user.pk).first() or Preference(account=request.user)
    form = PreferenceForm(request.POST or None, instance=own)
    if form.is_valid():
        inbox.prefer(request.user, **form.cleaned_data)
        messages.success(request, "From now on messages come as you chose.")
        return redirect("admin:inbox")
    context = {"title": "How messages come", "form": form}
    return TemplateResponse(request, "admin/inbox_settings.html", admin.site.each_context(request) | context)
