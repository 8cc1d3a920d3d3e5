"""The managing editors' own pages in admin: the queue, assigning many at once, the calendar, the dashboard."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.roles import is_editor
from citations import clock
from reviews import home
from reviews.board import availability
from reviews.editors import allotment, keeping, triage


def queue(request: HttpRequest) -> HttpResponse:
    """What waits for an editor, dangers that readers reported and then the most urgent; `?mine=1`: what this editor is on."""
    _editors_only(request)
    mine = request.GET.get("mine") == "1"
    page = triage.page_after(request.GET.get("after", ""), editor=request.user if mine else None)
    dangers = home.dangers()[: home.SHORT]
    return _page(request, "Queue", "reviews/queue.html", page=page, mine=mine, choosing=True, dangers=dangers)


def assign(request: HttpRequest) -> HttpResponse:
    """POST: invite the best free candidates to the chosen articles, and tell what could not be placed and why."""
    _editors_only(request)
    if request.method != "POST":
        return redirect(reverse("admin:queue"))
    chosen = [int(pk) for pk in request.POST.getlist("article") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    if not chosen:
        messages.error(request, "Choose at least one article first.")
        return redirect(reverse("admin:queue"))
    if len(chosen) > allotment.MOST:
        messages.error(request, f"At most {allotment.MOST} articles at a time. Nobody was invited.")
        return redirect(reverse("admin:queue"))
    return _page(request, "Assigned", "reviews/assigned.html", result=allotment.allot(chosen, by=request.user))


def calendar(request: HttpRequest) -> HttpResponse:
    """Who can take how much in the next weeks."""
    _editors_only(request)
    rows = availability.calendar(clock.today())
    weeks = [week.monday for week in rows[0].weeks] if rows else []
    return _page(request, "Calendar", "reviews/calendar.html", rows=rows, weeks=weeks)


def dashboard(request: HttpRequest) -> HttpResponse:
    """How the desk is doing, in figures and charts."""
    _editors_only(request)
    return _page(request, "Dashboard", "reviews/dashboard.html", stats=keeping.figures(clock.now()))


def calibration(request: HttpRequest) -> HttpResponse:
    """How far reviewers agree, and who signs faster than anyone can read: for editors only."""
    _editors_only(request)
    found = keeping.agreement(clock.now())
    return _page(request, "Calibration", "reviews/calibration.html", found=found)


def table(request: HttpRequest, table: str) -> HttpResponse:
    """One of the dashboard's tables as CSV."""
    _editors_only(request)
    found = keeping.figures(clock.now()).table(table)
    if found is None:
        raise Http404
    answer = HttpResponse(found.csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table}-{clock.today():%Y-%m-%d}.csv"'
    return answer


def _editors_only(request: HttpRequest) -> None:
    if not is_editor(request.user):
        raise PermissionDenied


def _page(request: HttpRequest, title: str, template: str, **parts: object) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **parts})
