"""The evidence pack as it is handed out: a page to print, JSON, or the history as CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path

from csp.decorators import csp_update
from django.http import HttpResponse
from django.template.loader import render_to_string

from articles.models import Article
from reviews import pack
from reviews.pack.trail import history_rows

#: The sheet stands in the page, so that a saved pack stays readable; the policy admits exactly this sheet.
_SHEET = (Path(__file__).parent.parent / "templates" / "reviews" / "pack.css").read_text(encoding="utf-8")
_ADMITTED = f"'sha256-{b64encode(hashlib.sha256(_SHEET.encode()).digest()).decode()}'"
#: A spreadsheet takes cells that begin with these for formulas.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("seq", "at", "who", "what", "before", "after", "changed", "details", "why", "previous_hash", "hash")


def _page(article: Article) -> HttpResponse:
    told = pack.evidence_pack(article)
    shown = render_to_string("reviews/pack.html", {"pack": told})
    return csp_update({"style-src": [_ADMITTED]})(lambda: HttpResponse(shown))()


def _json(article: Article) -> HttpResponse:
    return HttpResponse(pack.as_json(article), content_type="application/json")


def _csv(article: Article) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.write(written(history_rows(article)))
    return response


def written(rows: Iterable[dict]) -> str:
    """The rows of a history as CSV, no cell of which a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in rows:
        cells = row | {name: json.dumps(row[name], ensure_ascii=False) for name in ("changed", "details")}
        writer.writerow([_harmless(str(cells[name])) for name in _COLUMNS])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


FORMS: dict[str, tuple[str, Callable[[Article], HttpResponse]]] = {
    "html": ("text/html", _page),
    "json": ("application/json", _json),
    "csv": ("text/csv", _csv),
}


def answer(article: Article, form: str) -> HttpResponse:
    """The pack in one of `FORMS`, never cached: it holds what only editors may see."""
    _, make = FORMS[form]
    response = make(article)
    response["Cache-Control"] = "no-store"
    name = f"evidence-{article.slug}.{form}"
    response["Content-Disposition"] = f'{"inline" if form == "html" else "attachment"}; filename="{name}"'
    return response
