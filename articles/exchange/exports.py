"""The page in the forms that programs read: `/articles/SLUG.md`, `.jsonld`, and its references as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from articles import exchange
from articles.pages.article import ArticlePage
from citations.exporting import export
from citations.formatting import format_item


@dataclass(frozen=True)
class Form:
    """A form of the page. `needs_text`: a retired article has it no more."""

    media_type: str
    write: Callable[[ArticlePage], str]
    needs_text: bool = True


def _markdown(page: ArticlePage) -> str:
    """The text exactly as sent, under a head that says how it stands, and above its references."""
    head = {
        "title": page.revision.question,
        "source": page.address,
        "audience": page.rendition.audience,
        "version": page.revision.number,
        "content_hash": page.revision.content_hash,
        "status": page.status.label,
        "notice": " ".join(banner.text for banner in page.banners),
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    sources = [
        f"{entry.number}. {format_item(entry.csl, 'nlm').plain}" for entry in page.revision.entries.all()
    ]
    return "\n".join(["---", *lines, "---", "", page.rendition.text, "", *sources, ""])


def _references(format: str) -> Callable[[ArticlePage], str]:
    return lambda page: export(({**e.csl, "id": e.key} for e in page.revision.entries.all()), format)


def _json(said: Callable[[ArticlePage], dict]) -> Callable[[ArticlePage], str]:
    return lambda page: json.dumps(said(page), ensure_ascii=False)


FORMS = {
    "md": Form("text/markdown; charset=utf-8", _markdown),
    "jsonld": Form(
        "application/ld+json", lambda page: json.dumps(page.data, ensure_ascii=False), needs_text=False
    ),
    "ris": Form("application/x-research-info-systems; charset=utf-8", _references("ris")),
    "bib": Form("application/x-bibtex; charset=utf-8", _references("bibtex")),
    "csl.json": Form("application/vnd.citationstyles.csl+json", _references("csl-json")),
    "docmap.json": Form("application/vnd.docmaps+json", _json(exchange.docmap)),
    "fhir.json": Form("application/fhir+json", _json(exchange.bundle)),
    "jats.xml": Form("application/jats+xml", exchange.jats),
}
#: What the page's own address answers with, by the media type that is asked for.
PAGE = "text/html"
ACCEPTED = {form.media_type.partition(";")[0]: suffix for suffix, form in FORMS.items()}
