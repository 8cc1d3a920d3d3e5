"""What every door is made of: the lock, the step on the map with its errors, and the closing of the change."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.expressions import RawSQL
from django_fsm import FSMModelMixin

from articles import history
from articles.compiled import Compiled
from articles.deliveries.wake import wake
from articles.errors import NotAllowed, Unmet, WrongState
from articles.models import Article, Event
from articles.models.state import IN_PLAY
from articles.urgency import LATE, press, urgent_since

if TYPE_CHECKING:
    from django.contrib.auth.models import User


#: Written as SQL: every door reads them, and compiling them as expressions took longer than reading.
_TOLD = {
    "told_policy": RawSQL(
        "SELECT to_jsonb(told) FROM articles_policy told WHERE told.tier = articles_article.risk", (),
        output_field=models.JSONField(),
    ),
    "hooked": RawSQL(
        "EXISTS (SELECT FROM articles_webhook WHERE disabled_at IS NULL)", (), output_field=models.BooleanField()
    ),
}  # fmt: skip


def _locking(*, nowait: bool) -> Compiled:
    rows = Article.objects.select_for_update(nowait=nowait).annotate(**_TOLD).order_by()
    return Compiled(lambda pk: rows.filter(pk=pk), like=-1)


#: By whether to wait.
_LOCKED = {True: _locking(nowait=False), False: _locking(nowait=True)}


def locked(article: Article, *, wait: bool = True) -> Article:
    """The article as it is now, its row locked until the transaction ends. First in the lock order, always.

    Who goes through many articles does not `wait` for one that is busy (OperationalError), and takes it the next time.

    Nothing is joined to it: after a wait PostgreSQL reads the locked row anew, and joined rows as they were before.
    `hooked` tells whether anybody has a webhook at all: most sites have none, and then nobody need be looked for.
    """
    found = _LOCKED[wait](article.pk)
    if not found:
        raise Article.DoesNotExist
    return found[0]


def move(subject: models.Model, name: str, by: User | None, **changes: object) -> str:
    """Take one step of the map and return the state before it.

    Permission first, then state, then each condition, each with its own error. `by` is None where the board's own
    signatures or the clock move the article: no person is asked for, so none needs permission.
    """
    step = getattr(subject, name)
    ways = step._django_fsm.transitions
    if by is not None and not next(iter(ways.values())).has_perm(subject, by):
        raise NotAllowed(f"You may not {_words(name)} this {subject._meta.verbose_name}.")
    way = ways.get(subject.state)
    if way is None:
        where = subject.get_state_display().lower()
        raise WrongState(f"You cannot {_words(name)} {_a(subject._meta.verbose_name)} that is {where}.", state=subject.state)
    for condition in way.conditions:
        if not condition(subject):
            raise Unmet(" ".join(condition.__doc__.split()), condition=condition.__name__)
    before = subject.state
    step(**changes)
    return before


def actions(subject: FSMModelMixin, user: User) -> list[str]:
    """What this person may do next with this thing: the steps of the map that are theirs and whose conditions hold.

    Permission is asked before conditions: it costs nothing, conditions may cost queries.
    """
    steps = type(subject)._meta.get_field("state").transitions[type(subject)]
    ways = {name: step._django_fsm.transitions.get(subject.state) for name, step in steps.items()}
    return [
        name
        for name, way in ways.items()
        if way is not None
        and "by" not in way.custom
        and way.has_perm(subject, user)
        and all(condition(subject) for condition in way.conditions)
    ]


def conclude(article: Article, event: Event, *fields: str, stamp: bool = False) -> None:
    """Save what the door changed, with the history's new head, and wake a worker once it is committed."""
    article.changed_at = event.at
    changed = [*history.HEAD, "changed_at", "pressing", *fields]
    if stamp:
        article.unstamped = event
        changed.append("unstamped")
    if event.before != event.after:
        article.waiting_since = event.at
        changed += ["state", "waiting_since"]
        if article.editor_id is not None and event.after not in IN_PLAY:
            article.editor = None
            changed.append("editor")
    if (urgent := urgent_since(article)) != article.urgent_since:
        article.urgent_since = urgent
        changed.append("urgent_since")
    article.save(update_fields=changed)
    wake(article.pk, shown=stamp or article.published_id is not None)


def told(article: Article, outcome: str, event: Event, at: datetime) -> list[int]:
    """Close the article's open round, if any, because of `event`; returns the reviewers to be told."""
    press(article, LATE, holds=False)
    return article.open_round.close(outcome, event.seq, at) if article.open_round else []


def _words(name: str) -> str:
    return name.replace("_", " ")


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
