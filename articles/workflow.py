"""The doors of articles: submit, revise, withdraw, reject, waive, retire.

A door is a verb: it locks the row, checks permission, state and conditions, moves, records the event with what is owed
because of it, all in one transaction, and wakes a worker on commit. API, admin and tasks call these and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles import examination, history
from articles.deliveries import outbox
from articles.doors import conclude, locked, move, told
from articles.errors import BadInput, NotAllowed, WrongState
from articles.intake import Draft
from articles.models import Article, Finding, Revision, State, Tier
from articles.models.state import IN_PLAY
from articles.roles import is_editor
from articles.submission import Written, author_mended, is_shown, revision_of, submit, submit_all, write, writers_of
from articles.suggestions import confirmed
from articles.urgency import urgent_since
from citations import clock
from citations.registry import register

if TYPE_CHECKING:
    from django.contrib.auth.models import User


__all__ = [
    "bind", "count_readers", "hand_back", "rate", "recheck", "reject", "retire", "revise", "submit", "submit_all", "take_on",
    "waive", "withdraw",
]  # fmt: skip
#: The article's fields that `examination.count` and `examination.mark` set.
COUNTS = ("errors", "warnings", "infos", "checked_with", "checked_edition")


def revise(article: Article, draft: Draft, *, by: User) -> tuple[Article, bool]:
    """A new revision: it closes the open round and gives SUBMITTED. Returns whether anything was new.

    The same content by the same contributors makes no revision, changes no hash and voids nothing.
    """
    if draft.external_id not in (None, article.external_id):
        raise BadInput.at("/external_id", "An article keeps the external_id it came with: send that one, or none.")
    return _revise(article, draft, "revise", by, writers_of(draft, by))


def bind(article: Article, findings: list[Finding], *, by: User) -> Article:
    """Confirm suspected markers: a new revision in which they are written as such. An editor may, and stays editor."""
    with transaction.atomic():
        article = locked(article)
        draft = confirmed(article.current, findings)
        return _revise(article, draft, "bind", by, writers_of(draft, article.author))[0]


def _revise(article: Article, draft: Draft, step: str, by: User, writers: list[int]) -> tuple[Article, bool]:
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        before = move(article, step, by, revision=article.current)
        if draft.content.hash() == article.current.content_hash and _same_contributors(article.current, draft):
            return locked(article), False
        former = article.current
        references = register([entry.csl for entry in draft.content.entries])
        verdict = examination.examine(draft.content, [reference.standing for reference in references])
        number = article.revisions.order_by("-number").values_list("number", flat=True)[0] + 1
        article.current = revision_of(article, number, draft, by, at)
        write([Written(article.current, draft, verdict, references)])
        carried = examination.carry(former, article.current, draft.content)
        examination.count(article, [*verdict.findings, *carried])
        examination.mark(article, verdict)
        article.specialty = draft.content.specialty
        if not article.risk_by_editor:
            article.risk = verdict.risk.level
        article.writers = sorted({*article.writers, *writers})
        event = history.record(
            article, "revised", by=by, at=at, before=before, text=draft.note, revision=number,
            content_hash=article.current.content_hash, errors=article.errors, risk=article.risk,
        )  # fmt: skip
        outbox.post(
            outbox.owe(event, "revised_reviewer", told(article, "superseded", event, at)),
            outbox.owe(event, "revised_editor", outbox.editors()),
            outbox.owe(event, "revised_author", [article.author_id]) if by.pk != article.author_id else [],
            author_mended(event, article),
        )
        changed = ("current", *COUNTS, "specialty", "risk", "writers")
        conclude(article, event, *changed, stamp=is_shown(article))
    return article, True


def withdraw(article: Article, *, by: User) -> Article:
    """The author takes back what was never published, or drops the update of a published article."""
    return _drop(article, "withdraw", "withdrawn", by, "")


def reject(article: Article, *, by: User, reason: str) -> Article:
    """The editor declines what was never published, or drops the update of a published article."""
    return _drop(article, "reject", "rejected", by, reason)


def waive(finding: Finding, *, by: User, reason: str) -> Finding:
    """The editor accepts a finding as it is. The waiver names editor and reason, holds for this revision only."""
    at = clock.now()
    with transaction.atomic():
        article = locked(finding.revision.article)
        finding = Finding.objects.select_related("revision").get(pk=finding.pk)
        move(article, "waive", by)
        if finding.revision_id != article.current_id:
            raise WrongState("This finding belongs to an earlier revision.")
        if finding.waived_at:
            raise WrongState("This finding is waived already.")
        finding.waived_by, finding.waived_reason, finding.waived_at = by, reason, at
        finding.save(update_fields=["waived_by", "waived_reason", "waived_at"])
        count = f"{finding.severity}s"
        setattr(article, count, getattr(article, count) - 1)
        if article.pressing:
            examination.weigh(article, examination.unwaived(article))
        event = history.record(article, "finding_waived", by=by, at=at, text=reason, finding=finding.pk, code=finding.code)
        conclude(article, event, count)
    return finding


def rate(article: Article, *, by: User, tier: str, reason: str) -> Article:
    """The editor sets the risk tier in the place of the checks; it holds for the rounds to come."""
    if tier not in Tier.values:
        raise BadInput.at("/tier", f"One of {', '.join(Tier.values)}.")
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        was = article.risk
        move(article, "rate", by, tier=tier)
        event = history.record(article, "risk_set", by=by, at=at, text=reason, was=was, tier=tier)
        conclude(article, event, "risk", "risk_by_editor")
    return article


def take_on(article: Article, *, by: User) -> Article:
    """Tell the other editors that one is on it."""
    return _handle(article, "take_on", "taken_on", by, editor=by)


def hand_back(article: Article, *, by: User) -> Article:
    """Leave it to whoever comes next."""
    return _handle(article, "hand_back", "handed_back", by)


def _handle(article: Article, step: str, kind: str, by: User, **changes: object) -> Article:
    with transaction.atomic():
        article = locked(article)
        move(article, step, by, **changes)
        event = history.record(article, kind, by=by, at=clock.now())
        conclude(article, event, "editor")
    return article


def count_readers(readers: dict[int, int], *, by: User) -> int:
    """Keep how many read each article (by id) in a month, as the publisher's statistics tell: it counts in the queue.

    No event: it is no part of an article's history. Returns how many articles were found.
    """
    if not is_editor(by):
        raise NotAllowed("Only editors tell how many read an article.")
    with transaction.atomic():
        rows = list(Article.objects.select_for_update(of=("self",)).filter(pk__in=readers).order_by("pk"))
        for article in rows:
            article.readers = readers[article.pk]
            article.urgent_since = urgent_since(article)
        Article.objects.bulk_update(rows, ["readers", "urgent_since"], batch_size=500)
    return len(rows)


def recheck(article: Article) -> bool:
    """Run the checks again after rules, labels or policies changed, unless somebody signed on what they said.

    The history tells of other rules, and of other findings; nothing is told of a changed label that says nothing new of an
    article. Returns whether it ran them.
    """
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        signed = article.open_round is not None and article.open_round.tally().signed
        if article.state not in IN_PLAY or signed:
            return False
        before = article.errors
        if not _checked_anew(article):
            article.save(update_fields=COUNTS)
            return True
        event = history.record(article, "rechecked", by=None, at=at, version=article.checked_with)
        news = article.errors > before
        outbox.post(author_mended(event, article) if news else [])
        conclude(article, event, *COUNTS)
    return True


def _checked_anew(article: Article) -> bool:
    """Renew the findings and their counts. Returns whether there is something to tell."""
    version = article.checked_with
    verdict = examination.examine(article.current.content())
    renewed = examination.renew(article.current, verdict)
    examination.count(article)
    examination.mark(article, verdict)
    return renewed or version != article.checked_with


def retire(article: Article, *, by: User, notice: str) -> Article:
    """The editor takes a published article down; the public notice stays in its place."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        before = move(article, "retire", by, notice=notice)
        event = history.record(article, "retired", by=by, at=at, before=before, text=notice)
        outbox.post(
            outbox.owe(event, "retired_author", [article.author_id]),
            outbox.owe(event, "round_closed_reviewer", told(article, "retired", event, at), ended="was retired"),
        )
        conclude(article, event, "retirement_notice", "next_review_due", stamp=True)
    return article


def _drop(article: Article, step: str, kind: str, by: User, reason: str) -> Article:
    """Withdraw or reject; for an update of a published article, back to where that stood."""
    at = clock.now()
    with transaction.atomic():
        article = locked(article)
        before = move(article, step, by)
        was_update = article.published_id is not None
        event = history.record(
            article, "update_dropped" if was_update else kind, by=by, at=at, before=before, text=reason, dropped=kind
        )
        reviewers = told(article, kind, event, at)
        if was_update:
            _go_back(article)
        outbox.post(
            outbox.owe(event, f"{kind}_author", [article.author_id] if by.pk != article.author_id else []),
            outbox.owe(event, "round_closed_reviewer", reviewers, ended=f"was {kind}"),
            outbox.owe(event, "dropped_editor", [pk for pk in outbox.editors() if pk != by.pk], ended=kind),
        )
        conclude(article, event, "current", *COUNTS, "specialty", "risk")
        if article.state == State.UNDER_REVIEW:
            article.rounds.open_for(article, article.questioned, article.policy, at)
    return article


def _go_back(article: Article) -> None:
    """What was published is current again: its specialty, its findings, its risk. The next re-check goes over it anew."""
    article.specialty = article.current.specialty
    examination.count(article)
    article.checked_with = 0
    if not article.risk_by_editor:
        article.risk = examination.examine(article.current.content()).risk.level


def _same_contributors(revision: Revision, draft: Draft) -> bool:
    kept = [(c.name, c.orcid, c.affiliation, c.account_id) for c in revision.contributors.all()]
    return kept == [(w.name, w.orcid, w.affiliation, w.account) for w in draft.contributors]
