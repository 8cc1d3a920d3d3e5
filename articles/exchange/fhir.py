"""The article and its reviews as FHIR R5: a Citation, and an ArtifactAssessment for each signature.

R6 renames Citation to PublicationRecord, so nothing but this module knows of either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from articles import addresses
from citations.formatting import format_item

if TYPE_CHECKING:
    from articles.pages.article import ArticlePage

_ARTIFACT_STATUS = "http://hl7.org/fhir/cited-artifact-status-type"
#: FHIR's own codes of a cited artifact, by the label that readers are shown.
STATES = {
    "Submitted": "submitted",
    "Under Review": "under-review",
    "Changes Requested": "under-review",
    "Approved": "approved",
    "Review Overdue": "approved",
    "In Re-review": "under-review",
}


def bundle(page: ArticlePage) -> dict:
    """A collection: the citation first, then who signed it. Signatures that do not stand are left out."""
    resources = [_citation(page)]
    if page.stands:
        resources += [_assessment(page, number, signed) for number, signed in enumerate(page.signatures, 1)]
    entries = [{"fullUrl": f"urn:medreview:{page.article.pk}:{said['id']}", "resource": said} for said in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _citation(page: ArticlePage) -> dict:
    said = {
        "resourceType": "Citation",
        "id": f"article-{page.article.pk}",
        "url": page.address,
        "version": str(page.revision.number),
        "title": page.revision.question,
        "status": "active" if page.stands else "draft",
        "publisher": settings.PUBLISHER,
        "citedArtifact": _artifact(page),
    }
    if page.article.last_updated:
        said["date"] = page.article.last_updated.isoformat(timespec="seconds")
    if page.stands:
        said["lastReviewDate"] = page.article.last_reviewed.isoformat()
        said["approvalDate"] = page.article.last_reviewed.isoformat()
        said["reviewer"] = [{"name": signature["name"]} for signature in page.signatures]
    return said


def _artifact(page: ArticlePage) -> dict:
    label = page.status.label
    said = {
        "identifier": [{"system": addresses.absolute("/articles/"), "value": page.article.slug}],
        "version": {"value": str(page.revision.number)},
        "currentState": [{"coding": [{"system": _ARTIFACT_STATUS, "code": STATES[label]}], "text": label}],
        "title": [{"text": page.revision.question, "language": {"text": "en"}}],
        "webLocation": [{"url": page.address}],
        "note": [{"text": f"Content hash (SHA-256): {page.revision.content_hash}"}],
    }
    lines = [format_item(entry.csl, "nlm").plain for entry in page.revision.entries.all()]
    if cited := [{"type": "cites", "citation": line} for line in lines if line]:
        said["relatesTo"] = cited
    if authors := [{"contributor": {"display": one.name}} for one in page.revision.contributors.all()]:
        said["contributorship"] = {"summary": [{"value": ", ".join(one["contributor"]["display"] for one in authors)}]}
    return said


def _assessment(page: ArticlePage, number: int, signature: dict) -> dict:
    who = f"{signature['name']}, {signature['credentials']}" if signature["credentials"] else signature["name"]
    return {
        "resourceType": "ArtifactAssessment",
        "id": f"review-{page.article.pk}-{page.revision.number}-{number}",
        "title": f"Review of “{page.revision.question}”",
        "artifactReference": {"reference": f"Citation/article-{page.article.pk}"},
        "date": signature["on"].isoformat(),
        "workflowStatus": "resolved-no-change",
        "content": [
            {
                "informationType": "comment",
                "summary": signature["meaning"],
                "type": {"text": "Approval"},
                "author": {"display": who},
                "path": [f"sha256:{page.revision.content_hash}"],
                "freeToShare": True,
            }
        ],
    }
