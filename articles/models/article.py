"""The article and its map: which step leads where, who may take it, and what must hold. `workflow.py` opens the doors."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.utils.functional import cached_property
from django_fsm import GET_STATE, FSMField, FSMModelMixin, transition

from articles import roles
from articles.models.conditions import (
    DROPPED,
    after_rejection,
    after_withdrawal,
    answers_doubt,
    can_override,
    decision_due,
    has_update,
    has_warnings,
    is_published,
    is_taken_on,
    may_edit,
    may_settle,
    may_write,
    may_write_or_edit,
    no_open_errors,
    quorum_complete,
)
from articles.models.edition import Edition
from articles.models.policy import Policy, Tier
from articles.models.state import IN_PLAY, State
from articles.vocabulary import SPECIALTY_CHOICES

if TYPE_CHECKING:
    from articles.models.revision import Revision

#: Due dates lie up to this many days before the full interval, so that a bulk import does not fall due on one Monday.
SPREAD_DAYS = 28


class ArticleQuerySet(models.QuerySet):
    def visible_to(self, user) -> ArticleQuerySet:
        """What a person may see behind a key: editors all, authors and contributors their own, reviewers their seats."""
        if roles.is_editor(user):
            return self
        own = Q(writers__contains=[user.pk])
        if roles.BOARD_MEMBER in roles.roles_of(user):
            own |= Q(pk__in=self.model.objects.filter(rounds__assignments__board_member__user=user).values("pk"))
        return self.filter(own)

    def overdue(self, today: date) -> ArticleQuerySet:
        return self.filter(state=State.APPROVED, next_review_due__lt=today)

    def public(self) -> ArticleQuerySet:
        """What readers may see: what was approved once, and pending text where the tier's policy says so."""
        pending = Policy.objects.filter(pending_public=True).values("tier")
        return self.filter(Q(published__isnull=False) | Q(state__in=IN_PLAY, risk__in=pending))

    def to_recheck(self, version: int) -> ArticleQuerySet:
        """What is in play and was checked by older rules, labels or policies, unless somebody signed on what they said."""
        signed = self.model.objects.filter(pk=OuterRef("pk"), rounds__closed_at=None, rounds__assignments__state="completed")
        edition = Subquery(Edition.objects.values("number"))
        older = TupleLessThan(Tuple("checked_with", "checked_edition"), (version, edition))
        return self.filter(older, ~Exists(signed), state__in=IN_PLAY)

    def once_public(self) -> ArticleQuerySet:
        """What was never approved and is over, whose pending text readers had seen: its date was stamped for them."""
        shown = Q(last_updated__isnull=False) | Q(unstamped__isnull=False)
        return self.filter(shown, state__in=[State.REJECTED, State.WITHDRAWN], published=None)


class Article(FSMModelMixin, models.Model):
    """The lasting thing: a slug, a specialty, a risk tier, its contributors, a state, its shown revision.

    `current` is the newest revision in play, `published` the last approved one; in APPROVED they are the same.
    `errors`, `warnings`, `infos` count the unwaived findings of `current`, kept by the doors.
    """

    external_id = models.CharField(max_length=200, null=True, blank=True)
    slug = models.SlugField(max_length=120, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="articles")
    writers = ArrayField(models.BigIntegerField(), help_text="Accounts that ever wrote it: none of them may review it.")
    specialty = models.CharField(max_length=20, choices=SPECIALTY_CHOICES, help_text="The current revision's.")
    risk = models.CharField(max_length=6, choices=Tier.choices, default=Tier.MEDIUM)
    risk_by_editor = models.BooleanField(default=False, help_text="The editor set the tier; the checks leave it alone.")
    checked_with = models.PositiveSmallIntegerField(default=0, help_text="The version of the rules it was checked with.")
    checked_edition = models.PositiveIntegerField(
        default=0, db_default=0, help_text="The edition of labels and policies that it was checked by."
    )
    state = FSMField(max_length=20, choices=State.choices, default=State.SUBMITTED, protected=True)

    # Empty only until the first revision is there, within the transaction that submits: to its readers it is never empty.
    current: models.ForeignKey[Revision, Revision] = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, related_name="+"
    )
    published = models.ForeignKey("articles.Revision", models.PROTECT, null=True, blank=True, related_name="+")
    questioned = models.CharField(
        max_length=12, blank=True, help_text="The cause of a re-review of the published revision, until it is answered."
    )
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    infos = models.PositiveSmallIntegerField(default=0)

    last_updated = models.DateTimeField(null=True, blank=True, help_text="The shown content changed. Stamped by a task.")
    last_reviewed = models.DateField(null=True, blank=True, help_text="A whole revision was approved.")
    next_review_due = models.DateField(null=True, blank=True)
    retirement_notice = models.TextField(blank=True)

    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        help_text="The managing editor who is on it, so that no second one is.",
    )  # fmt: skip
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True, help_text="When its last event happened.")
    changed_in = models.BigIntegerField(
        default=0, editable=False, db_index=True,
        help_text="The transaction that changed it last, set by the database: what is new since a moment, without gaps.",
    )  # fmt: skip
    waiting_since = models.DateTimeField(help_text="Since when it has been in this state.")
    readers = models.PositiveIntegerField(default=0, help_text="In a month, as the publisher's own statistics tell.")
    urgent_since = models.DateTimeField(help_text="What the queue is ordered by, see `articles.urgency`. Kept by the doors.")
    pressing = ArrayField(
        models.CharField(max_length=9), default=list, db_default=[],
        help_text="What else presses, see `articles.urgency`: a danger, a retraction, somebody who is late.",
    )  # fmt: skip
    event_seq = models.PositiveIntegerField(default=0)
    event_head = models.CharField(max_length=64, blank=True)
    unstamped = models.ForeignKey("articles.Event", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "external_id"],
                condition=~Q(state__in=["rejected", "withdrawn"]),
                name="external_id_is_unique_per_author",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(published__isnull=False, current=F("published")),
                name="approved_shows_what_was_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "withdrawn"]) | Q(published=None),
                name="published_is_never_rejected_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(published__isnull=False) & ~Q(retirement_notice=""),
                name="retired_was_published_and_says_why",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="state_is_on_the_map"),
            models.CheckConstraint(
                condition=~Q(state__in=IN_PLAY, current=F("published"), questioned=""),
                name="what_is_published_is_reviewed_again_for_a_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "waiting_since"], name="article_queue"),
            models.Index(fields=["checked_with", "checked_edition"], name="article_checked", condition=Q(state__in=IN_PLAY)),
            models.Index(fields=["next_review_due"], name="article_due", condition=Q(state="approved")),
            models.Index(
                fields=["urgent_since", "id"], name="article_triage", condition=Q(state__in=["submitted", "under_review"])
            ),
            GinIndex(fields=["writers"], name="article_writers"),
            models.Index(fields=["state", "-id"], name="article_of_state"),
            models.Index(fields=["risk", "-id"], name="article_of_risk"),
            models.Index(fields=["specialty", "-id"], name="article_of_specialty"),
            models.Index(fields=["-id"], name="article_with_errors", condition=Q(errors__gt=0)),
            models.Index(fields=["external_id"], name="article_external_id", condition=Q(external_id__isnull=False)),
            models.Index(fields=["unstamped"], name="article_unstamped", condition=Q(unstamped__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.slug

    def seen_by(self) -> models.QuerySet:
        """The accounts that may see this article: `visible_to` from the other side."""
        seated = Q(board_member__assignments__round__article=self, groups__name=roles.BOARD_MEMBER)
        editor = Q(is_superuser=True) | Q(groups__name=roles.MANAGING_EDITOR)
        return get_user_model().objects.filter(Q(pk__in=self.writers) | editor | seated, is_active=True)

    @property
    def policy(self) -> Policy:
        """Its tier's: as read with the row's lock, or anew where it was not, or the tier is another by now."""
        told = getattr(self, "told_policy", None)
        return Policy(**told) if told and told["tier"] == self.risk else Policy.objects.get(tier=self.risk)

    @cached_property
    def open_round(self):
        """Articles ask about reviews here and in `approving_rounds` only: by the reverse relation, never by import.

        Read once per instance; every door works on a fresh, locked instance.
        """
        if "rounds" in getattr(self, "_prefetched_objects_cache", {}):
            return next((r for r in self.rounds.all() if r.closed_at is None), None)
        return self.rounds.filter(closed_at=None).first()

    @cached_property
    def approving_rounds(self) -> list:
        """The rounds that ended approved, newest first: short ones for minor corrections among them."""
        return sorted((r for r in self.rounds.all() if r.outcome == "approved"), key=lambda r: -r.pk)

    @property
    def approving_round(self):
        """The round that approved what is published; None before the first approval."""
        return next(iter(self.approving_rounds), None)

    @property
    def whole_review(self):
        """The last review of a whole revision that ended approved: whose signers and date readers are told."""
        return next((r for r in self.approving_rounds if not r.is_short), None)

    @property
    def standing_rounds(self) -> list:
        """What the approval rests on: the last whole review, and the minor corrections since, newest first."""
        corrections = list(takewhile(lambda told: told.is_short, self.approving_rounds))
        return [*corrections, *([self.whole_review] if self.whole_review else [])]

    def is_overdue(self, today: date) -> bool:
        """True by itself once the date has passed: no job need run for it."""
        return self.published_id is not None and self.next_review_due is not None and self.next_review_due < today

    # --- The map. Each method names source, target, condition and permission, and sets the article's own fields. ---

    @transition(state, source=[*IN_PLAY, State.APPROVED], target=State.SUBMITTED, permission=may_write)
    def revise(self, revision) -> None:
        """A new revision arrives."""
        self.current = revision

    @transition(state, source=[*IN_PLAY, State.APPROVED], target=State.SUBMITTED, conditions=[has_warnings],
                permission=may_write_or_edit)  # fmt: skip
    def bind(self, revision) -> None:
        """Suspected markers are confirmed: a new revision with the same words."""
        self.current = revision

    @transition(state, source=IN_PLAY, target=GET_STATE(after_withdrawal, states=[*DROPPED, State.WITHDRAWN]),
                conditions=[has_update], permission=may_write)  # fmt: skip
    def withdraw(self) -> None:
        """The author takes back what was never published, or drops the update of what was."""
        self.current = self.published or self.current

    @transition(state, source=IN_PLAY, target=GET_STATE(after_rejection, states=[*DROPPED, State.REJECTED]),
                conditions=[has_update], permission=may_edit)  # fmt: skip
    def reject(self) -> None:
        """The editor declines what was never published, or drops the update of what was."""
        self.current = self.published or self.current

    @transition(state, source=[State.SUBMITTED, State.UNDER_REVIEW], target=None,
                conditions=[no_open_errors], permission=may_edit)  # fmt: skip
    def invite(self) -> None:
        """A board member is asked to take a seat."""

    @transition(state, source=IN_PLAY, target=None, permission=may_edit)
    def take_on(self, editor) -> None:
        """An editor is on it, so that no second one is; from a colleague they take it over."""
        self.editor = editor

    @transition(state, source=IN_PLAY, target=None, conditions=[is_taken_on], permission=may_edit)
    def hand_back(self) -> None:
        """Nobody is on it any more."""
        self.editor = None

    @transition(state, source=[State.SUBMITTED, State.UNDER_REVIEW], target=None, permission=may_edit)
    def overrule(self) -> None:
        """The editor lets a board member review in spite of a conflict, with a reason that shows in the history."""

    @transition(state, source=IN_PLAY, target=None, permission=may_edit)
    def waive(self) -> None:
        """The editor accepts a finding as it is, with a reason that shows in the history."""

    @transition(state, source=[*IN_PLAY, State.APPROVED], target=None, permission=may_edit, custom={"by": "report"})
    def flag(self) -> None:
        """The editor makes a finding of what a reader reports."""

    @transition(state, source=[*IN_PLAY, State.APPROVED], target=None, permission=may_edit)
    def rate(self, tier: str) -> None:
        """The editor sets the risk tier, with a reason; it holds for the rounds to come."""
        self.risk, self.risk_by_editor = tier, True

    @transition(state, source=State.SUBMITTED, target=State.UNDER_REVIEW,
                conditions=[no_open_errors], custom={"by": "board"})  # fmt: skip
    def begin_review(self) -> None:
        """The first board member accepts."""

    @transition(state, source=State.UNDER_REVIEW, target=State.CHANGES_REQUESTED,
                conditions=[decision_due], permission=may_edit)  # fmt: skip
    def request_changes(self) -> None:
        """The editor passes the board's objections to the author."""

    @transition(state, source=State.UNDER_REVIEW, target=State.APPROVED,
                conditions=[no_open_errors, answers_doubt, quorum_complete], custom={"by": "board"})  # fmt: skip
    def complete(self, at: datetime, policy: Policy) -> None:
        """The signature that completes the quorum approves."""
        self._publish(at, policy)

    @transition(state, source=State.UNDER_REVIEW, target=State.APPROVED,
                conditions=[no_open_errors, answers_doubt, can_override], permission=may_settle)  # fmt: skip
    def approve(self, at: datetime, policy: Policy) -> None:
        """The editor settles what the board left open, by name and with a reason; the page says so."""
        self._publish(at, policy)

    @transition(state, source=State.APPROVED, target=State.UNDER_REVIEW, permission=may_edit)
    def reopen(self, cause: str) -> None:
        """A re-review begins: its time has come, a source got a notice, or somebody reported an error."""
        self.questioned = cause

    @transition(state, source=IN_PLAY, target=None, conditions=[is_published], permission=may_edit, custom={"by": "clock"})
    def doubt(self, cause: str) -> None:
        """What is published comes into doubt while an update is in play: the update's approval will answer it."""
        self.questioned = cause

    @transition(state, source=[*IN_PLAY, State.APPROVED], target=State.RETIRED,
                conditions=[is_published], permission=may_edit)  # fmt: skip
    def retire(self, notice: str) -> None:
        """The editor takes a published article down; the notice stays in its place."""
        self.retirement_notice = notice
        self.next_review_due = None

    def _publish(self, at: datetime, policy: Policy) -> None:
        """A short round read the diff only: the dates of the last whole review stay."""
        self.published, self.questioned = self.current, ""
        if self.open_round.is_short:
            return
        self.last_reviewed = at.date()
        self.next_review_due = months_later(at.date(), policy.review_months) - timedelta(days=self.pk % SPREAD_DAYS)


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months on, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
