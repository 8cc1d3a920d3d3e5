"""The readers' pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.models import Article


def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Article.objects.public().select_related("current", "published"), slug=slug)
    return render(request, "articles/article.html", {"article": found})
