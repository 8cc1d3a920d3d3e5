"""The editorial process as a DocMap (docmaps.knowledgefutures.org), read from the rounds that readers know of.

What was never approved has no step here: its signers and its text are nobody's business but the editors'.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from articles import addresses
from articles.pages.versions import approvals

if TYPE_CHECKING:
    from articles.pages.article import ArticlePage

CONTEXT = "https://w3id.org/docmaps/context.jsonld"


def docmap(page: ArticlePage) -> dict:
    """First the submission, then a step for each approval in its order, then what is under way, if anything is."""
    rounds = approvals(page.article)
    steps = [_submission(page), *(_approval(page, told, rounds[0]) for told in rounds)]
    if page.status.label in ("Under Review", "In Re-review"):
        steps.append(_under_way(page))
    names = [f"_:b{number}" for number in range(len(steps))]
    for number, name in enumerate(names[1:], 1):
        steps[number]["previous-step"] = names[number - 1]
        steps[number - 1]["next-step"] = name
    return {
        "@context": CONTEXT,
        "type": "docmap",
        "id": addresses.absolute(reverse("article-export", args=[page.article.slug, "docmap.json"])),
        "created": _moment(page.article.created_at),
        "updated": _moment(page.article.changed_at),
        "publisher": {
            "id": addresses.absolute("/"),
            "name": settings.PUBLISHER,
            "homepage": addresses.absolute("/"),
            "peer_review_policy": addresses.absolute(reverse("editorial-policy")),
        },
        "first-step": names[0],
        "steps": dict(zip(names, steps, strict=True)),
    }


def _submission(page: ArticlePage) -> dict:
    authors = [
        {"actor": {"type": "person", "name": one.name}, "role": "author"} for one in page.revision.contributors.all()
    ]
    return {
        "inputs": [],
        "actions": [{"participants": authors, "outputs": [_article(page)]}],
        "assertions": [{"item": _article(page), "status": "draft", "happened": _moment(page.article.created_at)}],
    }


def _approval(page: ArticlePage, told, first) -> dict:
    """One round that ended approved: a review for each signature, and what they made of the version."""
    item = _version(page, told.revision)
    status = "corrected" if told.is_short else "peer-reviewed"
    happened = _moment(told.closed_at)
    assertions = [{"item": item, "status": status, "happened": happened}]
    if told.revision_id != first.revision_id and not told.is_short:
        assertions.insert(0, {"item": item, "status": "revised", "happened": _moment(told.revision.created_at)})
    assertions.append({"item": item, "status": "manuscript-published", "happened": happened})
    actions = [_review(signature, item) for signature in told.signatures()]
    if told.overridden:
        actions.append({"participants": [_participant("anonymous", "editor")], "outputs": [_decision(item, happened)]})
    return {"inputs": [item], "actions": actions, "assertions": assertions}


def _review(signature: dict, item: dict) -> dict:
    name = f"{signature['name']}, {signature['credentials']}" if signature["credentials"] else signature["name"]
    output = {
        "type": "review-article",
        "published": signature["on"].isoformat(),
        "title": signature["meaning"],
        "content": [{"type": "web-page", "url": item["url"]}],
    }
    return {"participants": [_participant(name, "peer-reviewer")], "outputs": [output]}


def _decision(item: dict, happened: str) -> dict:
    return {
        "type": "evaluation-summary",
        "published": happened,
        "title": "Approved by an editor's decision",
        "content": [{"type": "web-page", "url": item["url"]}],
    }


def _under_way(page: ArticlePage) -> dict:
    item = _version(page, page.revision) if page.article.published_id else _article(page)
    happened = _moment(page.article.waiting_since)
    return {
        "inputs": [item],
        "actions": [],
        "assertions": [{"item": item, "status": "under-review", "happened": happened}],
    }


def _participant(name: str, role: str) -> dict:
    return {"actor": {"type": "person", "name": name}, "role": role}


def _article(page: ArticlePage) -> dict:
    return {"type": "web-page", "url": page.address}


def _version(page: ArticlePage, revision) -> dict:
    """A version by its address, number and content hash: what was approved can be told apart from what was not."""
    return {
        "type": "web-page",
        "url": addresses.version(page.article, revision.number),
        "versionIdentifier": str(revision.number),
        "identifier": f"sha256:{revision.content_hash}",
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
