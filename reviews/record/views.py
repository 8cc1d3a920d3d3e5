"""The reviewer's own page: nobody else's."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from articles.errors import Refusal
from articles.roles import BOARD_MEMBER, roles_of
from citations import clock
from reviews import record
from reviews.models import BoardMember
from reviews.workflow import set_presence


class PresenceForm(forms.Form):
    away_from = forms.DateField(required=False, label="Away from", widget=forms.DateInput(attrs={"type": "date"}),
                                help_text="Empty: from today.")  # fmt: skip
    away_until = forms.DateField(required=False, label="Last day away", widget=forms.DateInput(attrs={"type": "date"}),
                                 help_text="Empty: you are there.")  # fmt: skip
    credited = forms.BooleanField(required=False, label="List what I reviewed on my public page")


@never_cache
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """History, thanks, and when one is away."""
    member = BoardMember.objects.filter(user=request.user).first()
    if member is None or BOARD_MEMBER not in roles_of(request.user):
        raise Http404
    initial = {name: getattr(member, name) for name in PresenceForm.base_fields}
    form = PresenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(member, form, request):
        messages.success(request, "Kept.")
        return redirect("own-record")
    return render(request, "reviews/record.html", _context(request, member, form), status=400 if form.errors else 200)


def _kept(member: BoardMember, form: PresenceForm, request: HttpRequest) -> bool:
    try:
        set_presence(member, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        for error in refusal.errors:
            form.add_error(error["pointer"].strip("/"), error["detail"])
        return False
    return True


def _context(request: HttpRequest, member: BoardMember, form: PresenceForm) -> dict:
    before = request.GET.get("before", "")
    lines = record.history(member, int(before) if before.isdecimal() and len(before) < 19 else None)
    parts = {
        "title": "Your record", "member": member, "form": form, "thanks": record.thanks(member), "today": clock.today(),
        "lines": lines[: record.SIZE], "older": lines[record.SIZE - 1].seat.pk if len(lines) > record.SIZE else None,
        "licence_trouble": member.licence_trouble(clock.today()), "away": member.is_away(clock.today()),
    }  # fmt: skip
    return {**admin.site.each_context(request), **parts}
