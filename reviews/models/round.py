"""A round: one review of one revision for one cause. At most one is open per article."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property

from articles.models import Article, Claim, Policy, Revision
from reviews.models.assignment import WAITING, Assignment, Seat
from reviews.models.tally import Tally


class Cause(models.TextChoices):
    """Why the board is asked."""

    FIRST = "first", "first review"
    REVISION = "revision", "update of a published article"
    DUE = "due", "re-review is due"
    NOTICE = "notice", "a cited source got a notice"
    REPORT = "report", "an error was reported"
    LICENCE = "licence", "a signer's licence was revoked"
    CALIBRATION = "calibration", "a second, blind look"
    CORRECTION = "correction", "minor correction"


#: Causes that question what is already published: an update interrupts them, dropping it brings them back.
RE_REVIEW = (Cause.DUE, Cause.NOTICE, Cause.REPORT, Cause.LICENCE)


class Gap(models.TextChoices):
    """What an editor's override settled; in readers' words in `articles.pages.wording`."""

    DISSENT = "dissent"
    SPECIALTY = "specialty"
    AUDIENCE = "audience"
    CLAIMS = "claims"
    OTHER = "other"


class Outcome(models.TextChoices):
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"
    CALIBRATION = "calibration"


#: What is told of a signer whom the policy keeps anonymous: the disclosure would name them too.
NAMELESS = {"name": "A physician of the board", "credentials": "", "slug": "", "disclosure": {}}


class RoundManager(models.Manager):
    def open_for(self, article: Article, cause: str, policy: Policy, at: datetime) -> Round:
        """A new round on the article's current revision. The partial unique index refuses a second open one."""
        asked = {"seats": 1, "specialists": 0} if cause == Cause.CORRECTION else self.asked(article, policy)
        asked["anonymous"] = not policy.names_reviewers
        return self.create(article=article, revision_id=article.current_id, cause=cause, opened_at=at, **asked)

    def asked(self, article: Article, policy: Policy | None = None) -> dict:
        """What a whole round on the article's current revision has to bring together, by the tier's policy."""
        policy = policy or Policy.objects.get(tier=article.risk)
        asked: dict = {"seats": policy.seats, "specialists": policy.specialists}
        if policy.reviewer_per_audience:
            asked["audiences"] = list(article.current.renditions.values_list("audience", flat=True))
            asked["seats"] = max(policy.seats, len(asked["audiences"]))
        return asked


class Round(models.Model):
    """`seats` and `specialists` are the policy's when it opened; `closed_seq` is the event that closed it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="rounds")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="rounds")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    seats = models.PositiveSmallIntegerField()
    specialists = models.PositiveSmallIntegerField(default=0)
    audiences = ArrayField(
        models.CharField(max_length=10), default=list, blank=True,
        help_text="Those that need a reviewer of their own; empty where the policy asks for none.",
    )  # fmt: skip
    anonymous = models.BooleanField(
        default=False, db_default=False, help_text="Who reviews is told to editors only; as the policy said when it opened."
    )
    opposed = models.BooleanField(default=False, db_default=False, help_text="Somebody signed against the text.")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_seq = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    lacking = ArrayField(
        models.CharField(max_length=10, choices=Gap.choices), default=list, db_default=[], blank=True,
        help_text="What the editor's override settled that approved it; empty where the board alone did.",
    )  # fmt: skip

    objects = RoundManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(closed_at=None), name="one_open_round_per_article"
            ),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="round_needs_a_reviewer"),
        ]
        indexes = [
            models.Index(fields=["article"], name="round_opposed", condition=models.Q(closed_at=None, opposed=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} of article {self.article_id}"

    @property
    def is_short(self) -> bool:
        """A minor correction: one eligible signer reviews the diff."""
        return self.cause == Cause.CORRECTION

    @cached_property
    def held(self) -> list[Assignment]:
        """Its seats with their holders and reviews, read once per instance; prefetch where many rounds are asked."""
        if "assignments" in getattr(self, "_prefetched_objects_cache", {}):
            return list(self.assignments.all())
        return list(self.assignments.select_related("review", "board_member"))

    @property
    def signed(self) -> list[Assignment]:
        return [assignment for assignment in self.held if assignment.state == Seat.COMPLETED]

    @property
    def counted(self) -> list[Assignment]:
        """Signed by somebody who still may, and not put in doubt since."""
        return [assignment for assignment in self.signed if not assignment.void and not assignment.unconfirmed]

    @property
    def audiences_open(self) -> list[str]:
        """Audiences that need a reviewer of their own and have none, waiting or signed."""
        signed = (a for a in self.signed if not a.void and not a.lapsed)
        taken = {a.audience for a in (*signed, *(a for a in self.held if a.state in WAITING))}
        return [audience for audience in self.audiences if audience not in taken]

    def tally(self) -> Tally:
        """Count the seats."""
        approving = [a for a in self.counted if a.review.verdict == "approve"]
        against = [a for a in self.signed if a.review.verdict != "approve" and not a.void]
        doubted = [a for a in against if a.unconfirmed and not a.lapsed]
        return Tally(
            seats=self.seats,
            specialists_needed=self.specialists,
            approvals=len(approving),
            dissents=len(against) - len(doubted),
            specialists=sum(a.review.specialist for a in approving),
            waiting=sum(a.state in WAITING or a.is_awaited for a in self.held),
            audiences_open=len(set(self.audiences) - {a.audience for a in approving}),
            doubted=len(doubted),
        )

    @cached_property
    def risky(self) -> list[str]:
        """The high-risk claims of its revision, by identity."""
        return list(Claim.objects.filter(revision=self.revision_id, risk="high").values_list("identity", flat=True))

    @property
    def unjudged(self) -> list[str]:
        """The high-risk claims that no approval of this round found supported."""
        approvals = [a.review for a in self.counted if a.review.verdict == "approve"]
        return [claim for claim in self.risky if not any(review.claims.get(claim) == "supported" for review in approvals)]

    def signatures(self) -> list[dict]:
        """Who approved in this round, as what, when: the byline of what it published. Anonymous ones are told without name."""
        approvals = (a for a in self.counted if a.review.verdict == "approve")
        return [self._signature(a) for a in approvals]

    def _signature(self, signed: Assignment) -> dict:
        review = signed.review
        who = {
            "name": review.standing["name"], "credentials": review.standing["credentials"], "slug": signed.board_member.slug,
            "disclosure": review.disclosure,
        }  # fmt: skip
        return (NAMELESS if self.anonymous else who) | {
            "on": review.signed_at.date(), "meaning": review.meaning, "content_hash": review.content_hash,
        }  # fmt: skip

    @property
    def read(self) -> set[str]:
        """The audiences whose text every approving reviewer of this round has read."""
        held = [set(a.review.renditions) for a in self.counted if a.review.verdict == "approve"]
        return set.intersection(*held) if held else set()

    @property
    def overridden(self) -> bool:
        """Approved by an editor's override: readers are told."""
        return bool(self.lacking)

    def gaps(self) -> list[str]:
        """What an approval of this round lacks by now."""
        tally = self.tally()
        lacks = {
            Gap.DISSENT: tally.dissents or tally.doubted,
            Gap.SPECIALTY: tally.specialists < tally.specialists_needed,
            Gap.AUDIENCE: tally.audiences_open,
            Gap.CLAIMS: self.unjudged,
        }
        return [gap for gap, lacking in lacks.items() if lacking] or [Gap.OTHER]

    def close(self, outcome: str, seq: int, at: datetime) -> list[int]:
        """End the round; waiting seats are superseded, their drafts kept. Returns the accounts to be told."""
        self.closed_at, self.closed_seq, self.outcome = at, seq, outcome
        self.save(update_fields=["closed_at", "closed_seq", "outcome", "lacking"])
        waiting = [assignment for assignment in self.held if assignment.state in WAITING]
        for assignment in waiting:
            assignment.supersede(at)
            assignment.save(update_fields=["state", "ended_at"])
        return [assignment.board_member.user_id for assignment in waiting]
