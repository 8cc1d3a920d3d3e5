"""The evidence pack of an article: all that an auditor asks for, as one document that stands by itself.

Read in a fixed number of queries. It quotes what is stored and judges nothing, but for one line: whether the chain of the
history is whole.
"""

from __future__ import annotations

import json
from typing import Any

from articles import addresses
from articles.history import first_break
from articles.models import Article, Finding, Revision
from articles.references import sources
from articles.status import public_status
from citations import clock
from citations.formatting import format_item
from reviews.dossier import article_rows, read_claims
from reviews.judgements import of_review
from reviews.models import Assignment, Comment, Override, Review, Round
from reviews.pack.trail import history_rows
from reviews.signatures import Named, confirmed, shown


def evidence_pack(article: Article) -> dict[str, Any]:
    """What was said, by whom it was read, what was known, and what happened, as JSON can hold it.

    The texts are those of the published and the current revision, verbatim; of the others stand the hashes.
    """
    article = article_rows().get(pk=article.pk)
    read_claims(article)
    return {
        "article": _article(article),
        "history_is_whole": first_break(article) or True,
        "revisions": _revisions(article),
        "findings": _findings(article),
        "rounds": _rounds(article),
        "conflicts_overridden": _overrides(article),
        "notices": _notices(article),
        "history": history_rows(article),
    }


def _article(article: Article) -> dict[str, Any]:
    status = public_status(article, clock.today())
    return {
        "id": article.pk,
        "address": addresses.page(article),
        "question": article.current.question,
        "state": article.state,
        "public_status": status.label,
        "risk": article.risk,
        "content_hash": article.current.content_hash,
        "published_revision": article.published and article.published.number,
        "current_revision": article.current.number,
        "last_updated": _moment(article.last_updated),
        "last_reviewed": _day(article.last_reviewed),
        "next_review_due": _day(article.next_review_due),
        "retirement_notice": article.retirement_notice,
        "written_by": article.author.get_username(),
        "history_head": {"seq": article.event_seq, "hash": article.event_head},
        "made_at": _moment(clock.now()),
    }


def _revisions(article: Article) -> list[dict[str, Any]]:
    whole = article.revisions.order_by("number").prefetch_related("renditions", "contributors", "entries")
    quoted = {article.current_id, article.published_id}
    return [_revision(revision, quoted=revision.pk in quoted) for revision in whole]


def _revision(revision: Revision, *, quoted: bool) -> dict[str, Any]:
    said = {
        "number": revision.number,
        "content_hash": revision.content_hash,
        "created_at": _moment(revision.created_at),
        "question": revision.question,
        "provenance": revision.provenance,
        "contributors": [
            {"name": one.name, "orcid": one.orcid, "affiliation": one.affiliation} for one in revision.contributors.all()
        ],
        "references": [
            {"number": e.number, "key": e.key, "kind": e.kind, "line": format_item(e.csl, "nlm").plain, "csl": e.csl}
            for e in revision.entries.all()
        ],
    }
    return said | {"renditions": {r.audience: r.text for r in revision.renditions.all()}} if quoted else said


def _findings(article: Article) -> list[dict[str, Any]]:
    rows = Finding.every.filter(revision__article=article).select_related("revision", "waived_by").order_by("pk")
    return [
        {
            "revision": row.revision.number,
            "code": row.code,
            "severity": row.severity,
            "message": row.message,
            "found_at": _moment(row.found_at),
            "superseded": row.superseded,
            "waived": row.waived_at
            and {"by": row.waived_by.get_username(), "reason": row.waived_reason, "at": _moment(row.waived_at)},
        }
        for row in rows
    ]


def _rounds(article: Article) -> list[dict[str, Any]]:
    """Rounds, seats and signatures, with what each signer was, had read, judged and disclosed."""
    comments: dict[int, list[Comment]] = {}
    for comment in Comment.objects.filter(assignment__round__article=article):
        comments.setdefault(comment.assignment_id, []).append(comment)
    return [_round(told, comments) for told in article.rounds.all()]


def _round(told: Round, comments: dict) -> dict[str, Any]:
    return {
        "cause": told.cause,
        "revision": told.revision.number,
        "seats": told.seats,
        "specialists": told.specialists,
        "opened_at": _moment(told.opened_at),
        "closed_at": _moment(told.closed_at),
        "outcome": told.outcome,
        "assignments": [_seat(seat, comments.get(seat.pk, [])) for seat in told.assignments.all()],
    }


def _seat(seat: Assignment, comments: list[Comment]) -> dict[str, Any]:
    review = getattr(seat, "review", None)
    return {
        "board_member": str(seat.board_member),
        "state": seat.state,
        "invited_by": seat.invited_by.get_username(),
        "invited_at": _moment(seat.invited_at),
        "accepted_at": _moment(seat.accepted_at),
        "ended_at": _moment(seat.ended_at),
        "decline_reason": seat.decline_reason,
        "does_not_count": seat.void or ("not confirmed after news of a source" if seat.unconfirmed else ""),
        "comments": [{"quote": c.quote.get("exact", ""), "body": c.body, "at": _moment(c.created_at)} for c in comments],
        "review": review and _review(review),
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "verdict": review.verdict,
        "content_hash": review.content_hash,
        "renditions_read": review.renditions,
        "signed_name": review.signed_name,
        "meaning": review.meaning,
        "signed_at": _moment(review.signed_at),
        "proof_of_identity": review.proof,
        "standing_at_signing": review.standing,
        "disclosure": review.disclosure,
        "notices_shown": review.notices,
        "notices_shown_named": _named(shown(review)),
        "conflicts_found_and_overridden": review.exclusions,
        "claims": [{"claim": one.claim, "verdict": one.verdict, "note": one.note} for one in of_review(review)],
        "note_to_author": review.note_to_author,
        "note_to_editor": review.note_to_editor,
        "confirmed": [
            {"at": _moment(one.at), "notices": one.ids, "notices_named": _named(one.notices)}
            for one in confirmed(review)
        ],
    }


def _named(notices: list[Named]) -> list[dict[str, Any]]:
    return [{"id": n.id, "nature": n.nature, "work": n.work, "date": _day(n.date)} for n in notices]


def _overrides(article: Article) -> list[dict[str, Any]]:
    rows = Override.objects.filter(article=article).select_related("board_member__user", "by")
    return [
        {
            "board_member": str(row.board_member),
            "conflicts": row.keys,
            "reason": row.reason,
            "by": row.by.get_username(),
            "at": _moment(row.at),
        }
        for row in rows
    ]


def _notices(article: Article) -> list[dict[str, Any]]:
    """Of the works that the published and the current revision cite."""
    revisions = {pk for pk in (article.current_id, article.published_id) if pk}
    return [
        {
            "id": notice.pk,
            "work": notice.reference.title,
            "nature": notice.nature,
            "source": notice.source,
            "date": _day(notice.date),
            "received_at": _moment(notice.received_at),
        }
        for notice in sources.notices(revisions).select_related("reference")
    ]


def as_json(article: Article) -> str:
    return json.dumps(evidence_pack(article), ensure_ascii=False, indent=1)


def _moment(at) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _day(day) -> str | None:
    return day.isoformat() if day else None
