"""Running the checks over a content, and keeping what they say beside the revision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery

from articles import checks, urgency
from articles.checks import Examination, reported
from articles.checks.notices import CODES as NEWS_CODES
from articles.checks.notices import RETRACTED
from articles.content import Content
from articles.models import Article, Claim, Edition, Finding, Policy, Revision, StoredLabels
from citations import clock
from citations.registry import standings


def examine(
    content: Content, known: Iterable[Sequence[str]] | None = None, for_tier: Callable[[str], checks.Context] | None = None
) -> Examination:
    """Findings, claims and risk of a content: the same code for a dry run and for a submission.

    `known` tells, entry by entry, what notices say of the works; without it the registry is asked. Whoever examines many
    gives one `for_tier` to all (`tier_context`, kept for as long as that takes).
    """
    return checks.examine(with_standings(content, known), checks.Context(), for_tier=for_tier or tier_context)


def with_standings(content: Content, known: Iterable[Sequence[str]] | None = None) -> Content:
    """The content with what is known of its sources by now; the hash leaves that out."""
    if known is None:
        known = standings([entry.csl for entry in content.entries]) if content.entries else []
    entries = tuple(replace(entry, notices=tuple(told)) for entry, told in zip(content.entries, known, strict=True))
    return replace(content, entries=entries)


def tier_context(tier: str) -> checks.Context:
    """What the tier's policy asks, and what the publisher is called."""
    edition = Subquery(Edition.objects.values("number"))
    policy = Policy.objects.annotate(board=ArraySubquery(_board()), edition=edition).get(tier=tier)
    return checks.Context(
        reference_age=policy.reference_years,
        grade_limit=policy.reading_grade,
        publisher=tuple(settings.PUBLISHER_NAMES),
        board_members=tuple(policy.board),
        today=clock.today(),
        labels=StoredLabels(),
        edition=policy.edition,
    )


def _board() -> QuerySet:
    """The names of the board, by the reverse relation: what one of them wrote is self-published."""
    return get_user_model().objects.filter(board_member__isnull=False).values("board_member__name")


def keep(examined: Iterable[tuple[Revision, Examination]]) -> None:
    """Write the findings and claims of new revisions."""
    examined = list(examined)
    Finding.objects.bulk_create(row for revision, found in examined for row in finding_rows(found.findings, revision))
    Claim.objects.bulk_create(row for revision, found in examined for row in claim_rows(found, revision))


def finding_rows(findings: Iterable[checks.Finding], revision: Revision | None = None) -> list[Finding]:
    """The findings as rows, unsaved: a dry run answers with them as they are."""
    found_at = clock.now()
    return [
        Finding(
            revision=revision, code=f.code, severity=f.severity, message=f.message, help=f.help,
            rendition=f.rendition or "", start=f.start, end=f.end, reference=f.reference or "", confidence=f.confidence,
            found_at=found_at,
        )
        for f in findings
    ]  # fmt: skip


def claim_rows(examination: Examination, revision: Revision | None = None) -> list[Claim]:
    """The claims as rows, unsaved."""
    return [
        Claim(
            revision=revision, identity=c.id, text=c.text, rendition=c.rendition, start=c.start, end=c.end, kind=c.kind,
            risk=c.risk, why=list(c.why), references=list(c.references), dose=c.dose,
        )
        for c in examination.claims
    ]  # fmt: skip


def renew(revision: Revision, examination: Examination) -> bool:
    """Put a new run's findings in the place of the last one's. What is still said keeps its row, and so its waiver.

    What was waived and is now said in other words stays as the editor read it, and so does what a reader reported: no rule
    finds that again. Returns whether anything changed.
    """
    of_rules = Finding.objects.filter(revision=revision).exclude(code=reported.CODE)
    held = {_sameness(finding): finding for finding in of_rules}
    fresh = {_sameness(finding): finding for finding in finding_rows(examination.findings, revision)}
    gone = [finding for key, finding in held.items() if key not in fresh]
    come = [finding for key, finding in fresh.items() if key not in held]
    waived = {_place(finding) for finding in gone if finding.waived_at} & _as_many(gone, come)
    gone, come = ([f for f in moved if _place(f) not in waived] for moved in (gone, come))
    Finding.objects.filter(pk__in=[f.pk for f in gone]).update(superseded=True)
    Finding.objects.bulk_create(come)
    return bool(gone or come)


def carry(former: Revision, revision: Revision, content: Content) -> list[Finding]:
    """What a reader reported goes on to the next revision, unless the words are gone from it: no rule finds that again.

    What is about no certain words goes on until an editor waives it. A waiver was for the former revision.
    """
    told = list(Finding.objects.filter(revision=former, code=reported.CODE, waived_at=None))
    texts = {rendition.audience: rendition.text for rendition in former.renditions.all()} if told else {}
    kept = [f for f in told if f.end is None or _moved(f, texts.get(f.rendition, ""), content.renditions.get(f.rendition, ""))]
    for finding in kept:
        finding.pk, finding.revision, finding.found_at = None, revision, clock.now()
    return Finding.objects.bulk_create(kept)


def _moved(finding: Finding, before: str, now: str) -> bool:
    """Set its place to where its words stand now; false where they do so nowhere."""
    words = before[finding.start : finding.end]
    finding.start = max(now.find(words), 0)
    finding.end = finding.start + len(words)
    return words in now


def add_news(revision: Revision) -> None:
    """Say what follows from news of its sources by now, no more what was taken back; all else stays, what was waived too."""
    held = {_sameness(finding): finding for finding in Finding.objects.filter(revision=revision, code__in=NEWS_CODES)}
    said = {_sameness(row): row for row in finding_rows(checks.news(with_standings(revision.content())), revision)}
    gone = [finding.pk for key, finding in held.items() if key not in said and finding.waived_at is None]
    Finding.objects.filter(pk__in=gone).update(superseded=True)
    Finding.objects.bulk_create(row for key, row in said.items() if key not in held)


def _as_many(gone: list[Finding], come: list[Finding]) -> set[tuple]:
    """The places of which as many findings come as go: they are the same ones in other words."""
    going, coming = Counter(map(_place, gone)), Counter(map(_place, come))
    return {place for place, number in going.items() if coming[place] == number}


def _sameness(finding: Finding) -> tuple:
    return (*_place(finding), finding.message)


def _place(finding: Finding) -> tuple:
    return (finding.code, finding.severity, finding.rendition, finding.start, finding.end, finding.reference)


def mark(article: Article, examined: Examination) -> None:
    """Note on the article by which rules, labels and policies it was checked; the caller saves it."""
    article.checked_with, article.checked_edition = checks.RULES_VERSION, examined.edition


def count(article: Article, findings: Iterable | None = None) -> None:
    """Set the article's counts of unwaived findings of its current revision, and which of them press; the caller saves."""
    found = list(unwaived(article) if findings is None else findings)
    tally = Counter(f.severity for f in found)
    article.errors, article.warnings, article.infos = tally["error"], tally["warning"], tally["info"]
    weigh(article, found)


def weigh(article: Article, findings: Iterable) -> None:
    """Keep what presses of its unwaived findings. A danger for which a re-review was opened presses until that ends."""
    grave = {f.code for f in findings if f.severity == "error"}
    doubted = urgency.DANGER in article.pressing and article.questioned == "report"
    urgency.press(article, urgency.RETRACTED, holds=RETRACTED in grave)
    urgency.press(article, urgency.DANGER, holds=doubted or reported.CODE in grave)


def unwaived(article: Article) -> QuerySet[Finding]:
    return Finding.objects.filter(revision=article.current, waived_at=None).only("severity", "code")
