"""The door through which new articles come, one or many together, and how a revision is written."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from articles import addresses, examination, history, searching
from articles.deliveries import outbox
from articles.deliveries.wake import wake
from articles.errors import Duplicate, NotAllowed
from articles.intake import Draft, words
from articles.models import Article, Contributor, Delivery, Entry, Event, EventText, Rendition, Revision, State
from articles.roles import MANAGING_EDITOR, is_author, is_editor
from articles.status import shown_revision
from articles.urgency import urgent_since
from articles.webhooks.calling import owe_calls
from citations import clock
from citations.models import Reference
from citations.registry import register

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: What is asked of the house for so many submissions, at once: the tiers' policies, whether anybody has a webhook, who
#: edits, and numbers for the rows, so that each is written once and whole.
_HOUSE = """
    SELECT (SELECT json_object_agg(tier, to_json(policy)) FROM articles_policy policy),
        EXISTS (SELECT FROM articles_webhook WHERE disabled_at IS NULL),
        ARRAY(SELECT account.id FROM auth_user account JOIN auth_user_groups held ON held.user_id = account.id
            JOIN auth_group role ON role.id = held.group_id WHERE role.name = %(role)s AND account.is_active),
        ARRAY(SELECT nextval(pg_get_serial_sequence('articles_article', 'id')) FROM generate_series(1, %(count)s)),
        ARRAY(SELECT nextval(pg_get_serial_sequence('articles_revision', 'id')) FROM generate_series(1, %(count)s)),
        ARRAY(SELECT nextval(pg_get_serial_sequence('articles_event', 'id')) FROM generate_series(1, %(count)s))
"""


@dataclass(frozen=True)
class Written:
    """A revision with all that is written beside it."""

    revision: Revision
    draft: Draft
    verdict: examination.Examination
    references: list[Reference]


@dataclass(frozen=True)
class _Arrival:
    """A new article with its first revision, what happened, and who is owed word of it."""

    article: Article
    written: Written
    event: Event
    words: EventText | None
    owed: list[Delivery]


def submit(draft: Draft, *, by: User) -> Article:
    """A new article arrives. Raises Duplicate where the author's external id is in use, with its article."""
    return submit_all([draft], by=by)[0]


def submit_all(drafts: list[Draft], *, by: User) -> list[Article]:
    """New articles arrive, all or none, in as many statements as one alone. Raises Duplicate as for one."""
    if not (is_author(by) or is_editor(by)):
        raise NotAllowed("Only authors submit articles.")
    at = clock.now()
    with transaction.atomic():
        refuse_duplicates(drafts, by)
        references = iter(register([entry.csl for draft in drafts for entry in draft.content.entries]))
        context = cache(examination.tier_context)
        policies, hooked, editors, *numbers = _house(len(drafts))
        arrivals = []
        for draft, ids in zip(drafts, zip(*numbers, strict=True), strict=True):
            cited = [next(references) for _ in draft.content.entries]
            verdict = examination.examine(draft.content, [work.standing for work in cited], context)
            arrivals.append(_arrival(draft, verdict, cited, ids, by, at, editors))
            article = arrivals[-1].article
            article.told_policy, article.hooked = policies[article.risk], hooked
            article.unstamped = arrivals[-1].event if is_shown(article) else None
        _take_in(arrivals, by)
    return [arrival.article for arrival in arrivals]


def _house(count: int) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(_HOUSE, {"role": MANAGING_EDITOR, "count": count})
        return cursor.fetchone()


def _arrival(
    draft: Draft, verdict: examination.Examination, cited: list[Reference], ids: tuple[int, int, int], by: User, at: datetime,
    editors: list[int],
) -> _Arrival:  # fmt: skip
    article = Article(
        pk=ids[0], slug=_slug(draft), external_id=draft.external_id, author=by, writers=writers_of(draft, by),
        risk=verdict.risk.level, specialty=draft.content.specialty, created_at=at, changed_at=at, waiting_since=at,
    )  # fmt: skip
    revision = revision_of(article, 1, draft, by, at)
    revision.pk = ids[1]
    article.current = revision
    examination.count(article, verdict.findings)
    examination.mark(article, verdict)
    article.urgent_since = urgent_since(article)
    event, said = history.follow(
        article, "submitted", by=by, at=at, before=State.SUBMITTED, text=draft.note, revision=1,
        content_hash=article.current.content_hash, errors=article.errors, risk=article.risk,
    )  # fmt: skip
    event.pk = ids[2]
    owed = outbox.owe(event, "submitted_editor", editors) + author_mended(event, article)
    return _Arrival(article, Written(article.current, draft, verdict, cited), event, said, owed)


def _take_in(arrivals: list[_Arrival], by: User) -> None:
    """Write it all, and wake workers once it is committed."""
    _create(arrivals, by)
    write([arrival.written for arrival in arrivals])
    Event.objects.bulk_create(arrival.event for arrival in arrivals)
    EventText.objects.bulk_create(arrival.words for arrival in arrivals if arrival.words)
    outbox.post(*(arrival.owed for arrival in arrivals))
    for arrival in arrivals:
        if arrival.article.hooked:
            owe_calls(arrival.article, arrival.event)
        wake(arrival.article.pk, shown=arrival.article.unstamped is not None)


def refuse_duplicates(drafts: Iterable[Draft], by: User) -> None:
    """Raises Duplicate, with its article, where an external id is in use."""
    named = [draft.external_id for draft in drafts if draft.external_id is not None]
    if not named:
        return
    taken = Article.objects.filter(author=by, external_id__in=named).exclude(state__in=[State.REJECTED, State.WITHDRAWN])
    for pk, name in taken.values_list("pk", "external_id")[:1]:
        there = addresses.api(Article(pk=pk))
        raise Duplicate(f"You submitted external_id {name!r} before; revise that article.", article=pk, location=there)


def _slug(draft: Draft, ending: str = "") -> str:
    stem = slugify(draft.content.question)[:90].strip("-")
    return "-".join(filter(None, [stem or "article", ending or ("" if stem else secrets.token_hex(3))]))


def _create(arrivals: list[_Arrival], by: User) -> None:
    """Insert under readable slugs; a taken one gets a random ending, of a length that no two ever share."""
    articles = [arrival.article for arrival in arrivals]
    try:
        with transaction.atomic():
            Article.objects.bulk_create(articles)
    except IntegrityError:
        refuse_duplicates([arrival.written.draft for arrival in arrivals], by)
        taken = set(Article.objects.filter(slug__in=[article.slug for article in articles]).values_list("slug", flat=True))
        for arrival in arrivals:
            if arrival.article.slug in taken:
                arrival.article.slug = _slug(arrival.written.draft, secrets.token_hex(8))
            taken.add(arrival.article.slug)
        Article.objects.bulk_create(articles)


def revision_of(article: Article, number: int, draft: Draft, by: User, at: datetime) -> Revision:
    """The article's next revision, not yet written."""
    content = draft.content
    return Revision(
        article=article, number=number, question=content.question, provenance=content.provenance,
        specialty=content.specialty, topics=list(content.topics),
        external_review=content.external_review, content_hash=content.hash(),
        words=words(content), created_at=at, created_by=by,
    )  # fmt: skip


def write(written: list[Written]) -> None:
    """Write revisions with all that they hold: a statement for each kind of row."""
    Revision.objects.bulk_create(one.revision for one in written)
    Rendition.objects.bulk_create(
        Rendition(
            revision=one.revision, audience=audience, text=text,
            citations=[c.as_json() for c in one.draft.content.citations[audience]],
        )
        for one in written
        for audience, text in one.draft.content.renditions.items()
    )  # fmt: skip
    Entry.objects.bulk_create(
        Entry(revision=one.revision, number=e.number, key=e.key, kind=e.kind, csl=e.csl, reference=reference)
        for one in written
        for e, reference in zip(one.draft.content.entries, one.references, strict=True)
    )
    Contributor.objects.bulk_create(
        Contributor(revision=one.revision, name=w.name, orcid=w.orcid, affiliation=w.affiliation, account_id=w.account)
        for one in written
        for w in one.draft.contributors
    )
    searching.keep({one.revision.pk: one.draft.content for one in written})
    examination.keep((one.revision, one.verdict) for one in written)


def writers_of(draft: Draft, by: User) -> list[int]:
    """The accounts that wrote it."""
    return sorted({by.pk, *(w.account for w in draft.contributors if w.account)})


def is_shown(article: Article) -> bool:
    """Whether readers see what is current now."""
    policy = article.policy
    return shown_revision(article, pending_public=policy.pending_public) == article.current


def author_mended(event: Event, article: Article) -> list[Delivery]:
    """The author hears of a submission only when something keeps it out of review."""
    return outbox.owe(event, "findings_author", [article.author_id], errors=article.errors) if article.errors else []
