"""The review desk."""

from __future__ import annotations

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from reviews.desk import seats_of


@staff_member_required
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(seats_of(request.user), pk=pk)
    return render(request, "reviews/desk.html", {"assignment": assignment})
