"""What the API answers about articles: a shape for each, which the OpenAPI schema is read from."""

from __future__ import annotations

from datetime import timedelta

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from articles import addresses
from articles.checks import Examination
from articles.content import Content
from articles.doors import actions
from articles.examination import claim_rows, finding_rows
from articles.models import Article, Claim, Entry, Event, Finding, Revision, State
from articles.roles import is_editor, wrote
from articles.status import public_status
from citations import clock

#: Events whose words are meant for the author as well.
SPOKEN_TO_AUTHOR = ("changes_requested", "rejected", "retired", "update_dropped", "finding_waived", "finding_added")


class PublicStatusAnswer(serializers.Serializer):
    label = serializers.CharField()
    caution = serializers.BooleanField()
    overdue = serializers.BooleanField()
    update_pending = serializers.BooleanField()


class CountsAnswer(serializers.Serializer):
    error = serializers.IntegerField(source="errors")
    warning = serializers.IntegerField(source="warnings")
    info = serializers.IntegerField(source="infos")


class LinksAnswer(serializers.Serializer):
    self = serializers.URLField()
    page = serializers.URLField()
    findings = serializers.URLField()
    revisions = serializers.URLField()
    events = serializers.URLField()


class QueueAnswer(serializers.Serializer):
    position = serializers.IntegerField()
    expected_by = serializers.DateField()


class ExternalReviewAnswer(serializers.Serializer):
    """What the author states of a review elsewhere. It is no approval, and nobody here has verified it."""

    by = serializers.CharField()
    on = serializers.DateField()
    evidence = serializers.CharField()


class MatchRunAnswer(serializers.Serializer):
    text = serializers.CharField()
    match = serializers.BooleanField()


class HighlightAnswer(serializers.Serializer):
    """Where the words that were searched for stand: parts of a rendition, in runs."""

    rendition = serializers.CharField()
    runs = MatchRunAnswer(many=True)


class ArticleAnswer(serializers.Serializer):
    """An article as its author, a reviewer or an editor sees it. `queue` is told for one article, not in lists."""

    id = serializers.IntegerField(source="pk")
    external_id = serializers.CharField(allow_null=True)
    slug = serializers.CharField()
    question = serializers.CharField(source="current.question")
    specialty = serializers.CharField()
    topics = serializers.ListField(source="current.topics", child=serializers.CharField())
    state = serializers.ChoiceField(State.choices)
    public_status = serializers.SerializerMethodField()
    risk = serializers.CharField()
    revision = serializers.IntegerField(source="current.number")
    content_hash = serializers.CharField(source="current.content_hash")
    external_review = serializers.SerializerMethodField()
    changed_at = serializers.DateTimeField(help_text="When its last event happened.")
    last_updated = serializers.DateTimeField(allow_null=True, help_text="When what readers see changed last.")
    last_reviewed = serializers.DateField(allow_null=True, help_text="When a whole revision was approved last.")
    next_review_due = serializers.DateField(allow_null=True)
    findings = CountsAnswer(source="*")
    actions = serializers.SerializerMethodField()
    queue = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()
    highlights = serializers.SerializerMethodField()

    @extend_schema_field(PublicStatusAnswer)
    def get_public_status(self, article: Article) -> dict:
        return public_status(article, clock.today()).as_json()

    @extend_schema_field(ExternalReviewAnswer(allow_null=True))
    def get_external_review(self, article: Article) -> dict | None:
        return article.current.external_review

    @extend_schema_field(HighlightAnswer(many=True))
    def get_highlights(self, article: Article) -> list[dict]:
        return self.context.get("highlights", {}).get(article.current_id, [])

    def get_actions(self, article: Article) -> list[str]:
        return actions(article, self.context["request"].user)

    @extend_schema_field(QueueAnswer(allow_null=True))
    def get_queue(self, article: Article) -> dict | None:
        return self.context.get("queue")

    @extend_schema_field(LinksAnswer)
    def get_links(self, article: Article) -> dict:
        own = addresses.api(article)
        below = {name: f"{own}{name}/" for name in ("findings", "revisions", "events")}
        return {"self": own, "page": addresses.page(article), **below}


class BatchResult(serializers.Serializer):
    """What became of one item: 201 with its address, or a problem that points into the item."""

    index = serializers.IntegerField(help_text="The item's place in the batch, from 0.")
    status = serializers.IntegerField(help_text="The HTTP status that the item would have had by itself.")
    id = serializers.IntegerField(required=False)
    location = serializers.URLField(required=False)
    slug = serializers.CharField(required=False)
    findings = serializers.JSONField(required=False)
    detail = serializers.CharField(required=False)
    errors = serializers.ListField(child=serializers.DictField(), required=False)


class BatchAnswer(serializers.Serializer):
    results = BatchResult(many=True)


def queue_place(article: Article) -> dict:
    """How many wait before it, and the day by which a board member should have signed, by the days its policy gives."""
    before = Article.objects.filter(state=State.SUBMITTED, waiting_since__lt=article.waiting_since).count()
    days = timedelta(days=article.policy.accept_days + article.policy.review_days)
    return {"position": before + 1, "expected_by": (clock.today() + days).isoformat()}


class FindingAnswer(serializers.ModelSerializer):
    rendition = serializers.CharField(allow_null=True)
    reference = serializers.CharField(allow_null=True, help_text="The key of the entry it is about.")
    waived = serializers.SerializerMethodField()

    class Meta:
        model = Finding
        fields = [
            "id", "code", "severity", "message", "help", "rendition", "start", "end", "reference", "confidence", "waived",
        ]  # fmt: skip

    @extend_schema_field(
        inline_serializer(
            "Waiver",
            {"by": serializers.CharField(), "reason": serializers.CharField(), "at": serializers.DateTimeField()},
            allow_null=True,
        )
    )
    def get_waived(self, finding: Finding) -> dict | None:
        if finding.waived_at is None:
            return None
        by = finding.waived_by.get_full_name() or finding.waived_by.get_username()
        return {"by": by, "reason": finding.waived_reason, "at": finding.waived_at}

    def to_representation(self, finding: Finding) -> dict:
        return super().to_representation(finding) | {
            "rendition": finding.rendition or None,
            "reference": finding.reference or None,
        }


class ClaimAnswer(serializers.ModelSerializer):
    id = serializers.CharField(source="identity")

    class Meta:
        model = Claim
        fields = ["id", "text", "rendition", "start", "end", "kind", "risk", "why", "references", "dose"]


class EntryAnswer(serializers.ModelSerializer):
    class Meta:
        model = Entry
        fields = ["number", "key", "kind", "csl", "reference"]


class RevisionLine(serializers.ModelSerializer):
    """A revision in a list: without its text."""

    class Meta:
        model = Revision
        fields = ["number", "question", "content_hash", "words", "created_at"]


class RevisionAnswer(RevisionLine):
    """A whole revision, verbatim."""

    renditions = serializers.SerializerMethodField()
    citations = serializers.SerializerMethodField()
    references = EntryAnswer(source="entries", many=True)
    contributors = serializers.SerializerMethodField()

    class Meta(RevisionLine.Meta):
        fields = [
            *RevisionLine.Meta.fields, "specialty", "topics", "provenance", "renditions", "citations", "references",
            "contributors",
        ]  # fmt: skip

    def get_renditions(self, revision: Revision) -> dict[str, str]:
        return {r.audience: r.text for r in revision.renditions.all()}

    def get_citations(self, revision: Revision) -> dict[str, list[dict]]:
        return {r.audience: r.citations for r in revision.renditions.all()}

    def get_contributors(self, revision: Revision) -> list[dict]:
        return [
            {"name": c.name, "orcid": c.orcid, "affiliation": c.affiliation} for c in revision.contributors.all()
        ]


class RunAnswer(serializers.Serializer):
    op = serializers.ChoiceField(["equal", "delete", "insert"])
    text = serializers.CharField()


class DiffAnswer(serializers.Serializer):
    """What changed between two revisions, word by word."""

    to = serializers.IntegerField()
    question = serializers.DictField(child=serializers.CharField(), allow_null=True)
    renditions = serializers.DictField(child=RunAnswer(many=True))
    references = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))

    def get_fields(self) -> dict:
        """`from` is a word of Python's own."""
        return {"from": serializers.IntegerField(), **super().get_fields()}


class EventAnswer(serializers.ModelSerializer):
    """One row of the history. Names and words of board members are for editors; the author sees the kind and the date."""

    actor = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ["seq", "kind", "at", "actor", "before", "after", "reason", "data", "hash"]

    def _open_to_reader(self, event: Event) -> bool:
        user = self.context["request"].user
        return (is_editor(user) and not wrote(user, event.article)) or event.actor_id == user.pk

    def get_actor(self, event: Event) -> str | None:
        return event.actor.get_username() if event.actor and self._open_to_reader(event) else None

    def get_reason(self, event: Event) -> str:
        spoken_to_author = event.kind in SPOKEN_TO_AUTHOR
        return event.words.text if hasattr(event, "words") and (self._open_to_reader(event) or spoken_to_author) else ""

    def get_data(self, event: Event) -> dict:
        if self._open_to_reader(event):
            return event.data
        return {key: value for key, value in event.data.items() if key in ("revision", "content_hash", "cause", "code")}


class DryRunAnswer(serializers.Serializer):
    content_hash = serializers.CharField()
    findings = FindingAnswer(many=True)
    claims = ClaimAnswer(many=True)


def dry_run(content: Content, examined: Examination) -> dict:
    """What a submission of this content would be told; nothing is written."""
    return {
        "content_hash": content.hash(),
        "findings": FindingAnswer(finding_rows(examined.findings), many=True).data,
        "claims": ClaimAnswer(claim_rows(examined), many=True).data,
    }
