"""News of a source reaches every article that cites it: the finding, the doubt, the people.

`spread` is safe to be killed and to run twice: a notice is marked as spread after every citing article has taken it,
and an article takes each notice once.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import transaction

from articles import examination, history
from articles.deliveries import outbox
from articles.doors import conclude, locked
from articles.models import Article, Event, Policy, Revision, State
from articles.references import sources
from citations import clock, news
from citations.models import Notice, Reference
from reviews import schedule, workflow
from reviews.models import Cause

log = logging.getLogger(__name__)
BATCH = 200


def spread() -> int:
    """Tell every citing article of the notices that came in. Returns how many articles took news.

    One article's trouble delays no other: its notices stay to be spread, the rest goes on.
    """
    news.claim()
    taken, last = 0, 0
    unspread = Notice.objects.filter(spread_at=None, reference__isnull=False).order_by("reference")
    while rows := list(unspread.filter(reference__gt=last).values_list("reference", "pk")[:BATCH]):
        by_reference: dict[int, list[int]] = {}
        for reference, notice in rows:
            by_reference.setdefault(reference, []).append(notice)
        cited = sources.cited(by_reference)
        _mark([notice for reference in by_reference.keys() - cited for notice in by_reference[reference]])
        taken += sum(_spread_one(reference, by_reference[reference]) for reference in sorted(cited))
        last = rows[-1][0]
    return taken


def _spread_one(reference: int, notices: list[int]) -> int:
    family = _family(reference)
    taken, whole = 0, True
    for article in sources.citing(reference):
        try:
            taken += take(article)
        except Exception:  # one article's trouble delays no other
            log.exception("article %s did not take its notices", article.pk)
            whole = False
    with transaction.atomic():
        Reference.objects.select_for_update(no_key=True).get(pk=reference)
        # A merge in between brought articles that were not told: the next turn tells them.
        if whole and _family(reference) == family:
            _mark(notices)
    return taken


def _family(reference: int) -> set[int]:
    return set(Reference.objects.family(reference).values_list("pk", flat=True))


def _mark(notices: list[int]) -> None:
    Notice.objects.filter(pk__in=notices).update(spread_at=clock.now())


def take(article: Article) -> bool:
    """Take the news of an article's sources: its findings, signatures in doubt, a re-review where the policy says so.

    Returns whether there was any that it had not taken before.
    """
    at = clock.now()
    with transaction.atomic():
        article = locked(article, wait=False)
        fresh = _news(article)
        if not fresh:
            return False
        for revision in _in_play_or_shown(article):
            examination.add_news(revision)
        examination.count(article)
        policy = article.policy
        in_doubt = _doubts(article, fresh, policy)
        signers = _unconfirm(article, fresh, policy, at)
        said = "\n".join(_sentence(notice) for notice in fresh)
        event = history.record(
            article, "notice_taken", by=None, at=at, text=said, notices=[n.pk for n in fresh], signers=len(signers)
        )
        reopens = in_doubt and article.state == State.APPROVED
        good = {"good": True} if all(notice.nature == "reinstatement" for notice in fresh) else {}
        outbox.post(
            outbox.owe(event, "notice_reviewer", signers, answer_by=_confirm_by(policy, at).isoformat()),
            [] if reopens else outbox.owe(event, "notice_author", [article.author_id], **good),
            [] if reopens else outbox.owe(event, "notice_editor", outbox.editors(), **good),
        )
        conclude(article, event, "errors", "warnings", "infos")
        if reopens:
            workflow.reopen(article, cause=Cause.NOTICE, by=None, reason=said)
        elif in_doubt:
            workflow.doubt(article, cause=Cause.NOTICE)
    return True


def _in_play_or_shown(article: Article) -> list[Revision]:
    """What the board reads now, and what readers see, to which a dropped update leads back."""
    revisions = {revision.pk: revision for revision in (article.current, article.published) if revision}
    return list(revisions.values())


def _news(article: Article) -> list[Notice]:
    """Notices on works that the article cites, now or as published, that it has not taken."""
    told = Event.objects.filter(article=article, kind="notice_taken").values_list("data", flat=True)
    taken = {pk for data in told for pk in data["notices"]}
    cited = sources.notices([revision.pk for revision in _in_play_or_shown(article)]).select_related("reference", "replacement")
    shown = {pk for review in _approvals(article) for pk in review.notices}
    return [notice for notice in cited if notice.pk not in taken | shown]


def _approvals(article: Article) -> list:
    return [seat.review for seat in article.approving_round.signed] if article.approving_round else []


def _doubts(article: Article, news: list[Notice], policy: Policy) -> bool:
    """Whether what is published comes into doubt that was not in doubt before."""
    if article.published_id is None or article.questioned or article.state == State.RETIRED:
        return False
    cited = set(sources.works([article.published_id]))
    return any(notice.nature in policy.reopen_on and notice.reference_id in cited for notice in news)


def _unconfirm(article: Article, news: list[Notice], policy: Policy, at: datetime) -> list[int]:
    """Signatures of the open round on the citing revision stop counting until confirmed; returns their accounts."""
    opened = article.open_round
    if opened is None:
        return []
    cited = set(sources.works([opened.revision_id]))
    late = {notice.pk for notice in news if notice.reference_id in cited}
    seats = [seat for seat in opened.signed if late - set(seat.review.notices)]
    for seat in seats:
        seat.unconfirmed, seat.confirm_by = True, _confirm_by(policy, at)
        seat.save(update_fields=["unconfirmed", "confirm_by"])
        schedule.plan_confirmation(seat, article, policy, at)
    return [seat.board_member.user_id for seat in seats]


def _confirm_by(policy: Policy, at: datetime) -> date:
    """A notice is read as fast as an invitation."""
    return at.date() + timedelta(days=policy.accept_days)


def _sentence(notice: Notice) -> str:
    when = f" of {notice.date:%d %B %Y}" if notice.date else ""
    why = f": {'; '.join(notice.reasons)}" if notice.reasons else ""
    where = f" ({notice.where})" if notice.where else ""
    what = f"{notice.get_nature_display().capitalize()}, {notice.source}{when}{why}"
    newer = f" It is superseded by {notice.replacement.title}." if notice.replacement else ""
    return f"{what}. The work: {notice.reference.title}{where}{newer}"
