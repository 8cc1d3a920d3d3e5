"""The page for machines: a schema.org MedicalWebPage that says nothing which the page itself does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from articles import addresses
from articles.content import Entry
from citations import dates
from citations.identifiers import identifiers

if TYPE_CHECKING:
    from articles.pages.article import ArticlePage

_SCHEMA = "https://schema.org/"
#: A MedicalGuideline is no CreativeWork, so it cannot stand as a citation: a guideline is a Report.
_TYPES = {"guideline": "Report", "research": "MedicalScholarlyArticle", "label": "Report", "web": "WebPage"}


def web_page(page: ArticlePage) -> dict:
    """`reviewedBy` and `lastReviewed` are said only while the approval stands, with the dates shown."""
    said = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": page.address,
        "url": page.address,
        "name": page.revision.question,
        "inLanguage": settings.SITE_LANGUAGE,
        "specialty": _SCHEMA + page.revision.specialty,
        "publisher": {"@type": "Organization", "name": settings.PUBLISHER},
        "publishingPrinciples": addresses.absolute(reverse("editorial-policy")),
        "creativeWorkStatus": page.status.label,
        "version": str(page.revision.number),
    }
    if page.article.last_updated:
        said["dateModified"] = page.article.last_updated.date().isoformat()
    if page.stands:
        said["lastReviewed"] = page.article.last_reviewed.isoformat()
        said["reviewedBy"] = _board() if page.unnamed else [_physician(signature) for signature in page.signatures]
    if page.external_review:
        said["review"] = _elsewhere(page.external_review)
    return said if page.retired else said | _content(page)


def _elsewhere(stated: dict) -> dict:
    """A review that the author states: a Review of somebody else's, never our `reviewedBy`."""
    return {
        "@type": "Review",
        "author": {"@type": "Organization", "name": stated["by"]},
        "datePublished": stated["on"],
        "reviewAspect": "Review elsewhere, before submission, as the author states; no approval by the publisher's board",
        "reviewBody": stated["evidence"],
    }


def _content(page: ArticlePage) -> dict:
    return {
        "medicalAudience": _audience(page.rendition.audience),
        "author": [_person(c.name, c.orcid) for c in page.revision.contributors.all()],
        "keywords": page.revision.topics,
        "citation": [_work(entry.value()) for entry in page.revision.entries.all()],
    }


def _audience(audience: str) -> dict | str:
    """schema.org lists clinicians among its medical audiences, and none of the others."""
    name = audience.capitalize()
    return _SCHEMA + name if audience == "clinician" else {"@type": "MedicalAudience", "audienceType": name}


def _board() -> dict:
    """Where the policy keeps the reviewers' names, the board answers for them."""
    return {
        "@type": "Organization",
        "name": f"{settings.PUBLISHER} Medical Advisory Board",
        "url": addresses.absolute(reverse("board")),
    }


def _physician(signature: dict) -> dict:
    return {
        "@type": "Person",
        "name": signature["name"],
        "honorificSuffix": signature["credentials"],
        "url": addresses.absolute(reverse("board-member", args=[signature["slug"]])),
    }


def _person(name: str, orcid: str) -> dict:
    said = {"@type": "Person", "name": name}
    return said | {"sameAs": f"https://orcid.org/{orcid}"} if orcid else said


def _work(entry: Entry) -> dict:
    csl = entry.csl
    said = {"@type": _TYPES.get(entry.kind, "CreativeWork"), "position": entry.number}
    if csl.get("title"):
        said["name"] = str(csl["title"])
    if (year := dates.year(csl)) is not None:
        said["datePublished"] = f"{year:04}"
    if named := identifiers(csl):
        said["identifier"] = [f"{scheme}:{value}" for scheme, value in named]
    return said
