"""The reviewer's own page: nobody else's."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from articles.errors import Refusal
from citations import clock
from reviews import record
from reviews.board import declaring
from reviews.models import BoardMember
from reviews.record.declaration import declaration
from reviews.workflow import set_presence


class PresenceForm(forms.Form):
    away_from = forms.DateField(required=False, label="Away from", widget=forms.DateInput(attrs={"type": "date"}),
                                help_text="Empty: from today.")  # fmt: skip
    away_until = forms.DateField(required=False, label="Last day away", widget=forms.DateInput(attrs={"type": "date"}),
                                 help_text="Empty: you are there.")  # fmt: skip
    credited = forms.BooleanField(required=False, label="List what I reviewed on my public page")


def _own(request: HttpRequest) -> BoardMember:
    if (member := record.own_member(request.user)) is None:
        raise Http404
    return member


@never_cache
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """History, thanks, interests, and when one is away."""
    member = _own(request)
    form = PresenceForm(request.POST if request.method == "POST" else None, initial=_presence(member))
    if request.method == "POST" and form.is_valid() and _kept(member, form, request):
        messages.success(request, "Kept.")
        return redirect("own-record")
    return render(request, "reviews/record.html", _context(request, member, form), status=400 if form.errors else 200)


@never_cache
@login_required
def declare(request: HttpRequest) -> HttpResponse:
    """Declare all interests, in the place of what stands. A GET (after a log-in, say) leads to the page."""
    member = _own(request)
    if request.method != "POST":
        return redirect("own-record")
    interests = declaration(member, request.POST)
    if interests.is_valid():
        declaring.declare(member, interests.said(), by=request.user)
        messages.success(request, "Declared. Thank you.")
        return redirect("own-record")
    messages.error(request, "Nothing was declared: see the form below.")
    form = PresenceForm(initial=_presence(member))
    return render(request, "reviews/record.html", _context(request, member, form, interests), status=400)


def _presence(member: BoardMember) -> dict:
    return {name: getattr(member, name) for name in PresenceForm.base_fields}


def _kept(member: BoardMember, form: PresenceForm, request: HttpRequest) -> bool:
    try:
        set_presence(member, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        for error in refusal.errors:
            form.add_error(error["pointer"].strip("/"), error["detail"])
        return False
    return True


def _context(request: HttpRequest, member: BoardMember, form: PresenceForm, interests: forms.BaseFormSet | None = None) -> dict:
    before = request.GET.get("before", "")
    lines = record.history(member, int(before) if before.isdecimal() and len(before) < 19 else None)
    parts = {
        "title": "Your record", "member": member, "form": form, "thanks": record.thanks(member), "today": clock.today(),
        "lines": lines[: record.SIZE], "older": lines[record.SIZE - 1].seat.pk if len(lines) > record.SIZE else None,
        "licence_trouble": member.licence_trouble(clock.today()), "away": member.is_away(clock.today()),
        "interests": interests or declaration(member), "nothing": "nothing" in request.POST,
    }  # fmt: skip
    return {**admin.site.each_context(request), **parts}
