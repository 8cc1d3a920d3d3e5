"""The reader's side of the API: what is public, without a key."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from articles import addresses, searching
from articles.answers import ExternalReviewAnswer, PublicStatusAnswer
from articles.content import AUDIENCES
from articles.errors import BadInput
from articles.models import Article, State
from articles.pages.versions import versions
from articles.paging import OnePage, paged
from articles.preconditions import cached
from articles.statements import keys
from articles.status import external_review, public_status
from articles.vocabulary import SPECIALTY_CHOICES
from citations import clock


class SignerAnswer(serializers.Serializer):
    """A board member who signed the approval, as they were then."""

    name = serializers.CharField()
    credentials = serializers.CharField()
    slug = serializers.CharField(help_text="Empty, as are the credentials, where the policy keeps reviewers' names.")
    disclosure = serializers.DictField(help_text="What they declared when signing, after the form of the ICMJE.")
    on = serializers.DateField()
    meaning = serializers.CharField()


class ReviewHistoryAnswer(serializers.Serializer):
    """The last approval as history: it stays when the approval has lapsed or is questioned."""

    last_reviewed = serializers.DateField()
    was_due = serializers.DateField(allow_null=True)
    signers = SignerAnswer(many=True)
    overridden = serializers.BooleanField(help_text="An editor settled what the board left open.")


class PublicLine(serializers.Serializer):
    """A public article in a list. `reviewed_by` and `last_reviewed` are said only while the approval stands."""

    slug = serializers.CharField()
    question = serializers.SerializerMethodField()
    specialty = serializers.SerializerMethodField()
    public_status = serializers.SerializerMethodField()
    last_updated = serializers.DateTimeField(allow_null=True)
    last_reviewed = serializers.SerializerMethodField()
    next_review_due = serializers.SerializerMethodField()
    reviewed_by = serializers.SerializerMethodField()
    external_review = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField()

    @extend_schema_field(ExternalReviewAnswer(allow_null=True))
    def get_external_review(self, article: Article) -> dict | None:
        return external_review(article)

    def _shown(self, article: Article):
        return article.published or article.current

    def _stands(self, article: Article) -> bool:
        return public_status(article, clock.today()).stands

    def get_question(self, article: Article) -> str:
        return self._shown(article).question

    def get_specialty(self, article: Article) -> str:
        return self._shown(article).specialty

    @extend_schema_field(PublicStatusAnswer)
    def get_public_status(self, article: Article) -> dict:
        return public_status(article, clock.today()).as_json()

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_last_reviewed(self, article: Article):
        return article.last_reviewed if self._stands(article) else None

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_next_review_due(self, article: Article):
        return article.next_review_due if self._stands(article) else None

    @extend_schema_field(SignerAnswer(many=True))
    def get_reviewed_by(self, article: Article) -> list[dict]:
        return article.whole_review.signatures() if self._stands(article) else []

    def get_link(self, article: Article) -> str:
        return addresses.page(article)


class PublicAnswer(PublicLine):
    """A public article with its shown text; a retired one has its notice in the place of the text."""

    topics = serializers.SerializerMethodField()
    revision = serializers.SerializerMethodField()
    content_hash = serializers.SerializerMethodField()
    audiences = serializers.SerializerMethodField()
    audience = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    citations = serializers.SerializerMethodField()
    references = serializers.SerializerMethodField()
    contributors = serializers.SerializerMethodField()
    provenance = serializers.SerializerMethodField()
    notice = serializers.CharField(source="retirement_notice")
    statement = serializers.SerializerMethodField(help_text="Where the signed statement of the approval is, while it stands.")
    review_history = serializers.SerializerMethodField()

    def _rendition(self, article: Article):
        held = {r.audience: r for r in self._shown(article).renditions.all()}
        return held.get(self.context.get("audience")) or next(held[a] for a in AUDIENCES if a in held)

    def _open(self, article: Article) -> bool:
        return article.state != State.RETIRED

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_statement(self, article: Article) -> str | None:
        stated = self._stands(article) and keys.held()
        return addresses.absolute(reverse("public-article-statement", args=[article.slug])) if stated else None

    @extend_schema_field(ReviewHistoryAnswer(allow_null=True))
    def get_review_history(self, article: Article) -> dict | None:
        past = article.whole_review
        if past is None:
            return None
        dates = {"last_reviewed": article.last_reviewed, "was_due": article.next_review_due}
        return dates | {"signers": past.signatures(), "overridden": any(told.overridden for told in article.standing_rounds)}

    def get_topics(self, article: Article) -> list[str]:
        return self._shown(article).topics

    def get_revision(self, article: Article) -> int:
        return self._shown(article).number

    def get_content_hash(self, article: Article) -> str:
        return self._shown(article).content_hash

    def get_audiences(self, article: Article) -> list[str]:
        return [r.audience for r in self._shown(article).renditions.all()]

    def get_audience(self, article: Article) -> str:
        return self._rendition(article).audience

    def get_text(self, article: Article) -> str:
        return self._rendition(article).text if self._open(article) else ""

    def get_citations(self, article: Article) -> list[dict]:
        return self._rendition(article).citations if self._open(article) else []

    def get_references(self, article: Article) -> list[dict]:
        return [entry.value().as_json() for entry in self._shown(article).entries.all()] if self._open(article) else []

    def get_contributors(self, article: Article) -> list[dict]:
        people = self._shown(article).contributors.all()
        return [{"name": c.name, "orcid": c.orcid, "affiliation": c.affiliation} for c in people]

    def get_provenance(self, article: Article) -> dict:
        return self._shown(article).provenance


class VersionAnswer(serializers.Serializer):
    """A version that was approved, once or again."""

    number = serializers.IntegerField()
    content_hash = serializers.CharField()
    approved_on = serializers.DateField()
    current = serializers.BooleanField()
    link = serializers.URLField()


def _versions(article: Article) -> list[dict]:
    return [
        {
            "number": told.number,
            "content_hash": told.revision.content_hash,
            "approved_on": told.approved_on,
            "current": told.current,
            "link": addresses.version(article, told.number),
        }
        for told in versions(article)
    ]


class PublicFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="of_words", max_length=200, label='Words, "a phrase", -not: as readers search.')
    specialty = django_filters.ChoiceFilter(choices=SPECIALTY_CHOICES, method="of_specialty")

    def of_specialty(self, articles: QuerySet, name: str, wanted: str) -> QuerySet:
        """Of the shown revision, as the answer tells it."""
        return articles.filter(Q(published__specialty=wanted) | Q(published=None, specialty=wanted))

    def of_words(self, articles: QuerySet, name: str, words: str) -> QuerySet:
        return searching.shown_with(articles, words)


class PublicArticleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Articles as readers may see them."""

    authentication_classes: list = []
    permission_classes: list = []
    serializer_class = PublicLine
    filterset_class = PublicFilter
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet:
        held = ("published", "current")
        signed = ("rounds__assignments__review", "rounds__assignments__board_member")
        return Article.objects.public().select_related(*held).prefetch_related(*signed)

    @extend_schema(
        responses=PublicAnswer, parameters=[OpenApiParameter("audience", str, enum=AUDIENCES, description="Whose text.")]
    )
    def retrieve(self, request: Request, slug: str) -> Response:
        parts = [f"{which}__{part}" for which in ("published", "current") for part in ("renditions", "entries", "contributors")]
        article = self.get_queryset().prefetch_related(*parts).filter(slug=slug).first()
        if article is None:
            raise NotFound("No public article has this address.")
        audience = request.query_params.get("audience")
        if audience not in (None, *AUDIENCES):
            raise BadInput(f"The parameter `audience` is one of {', '.join(AUDIENCES)}.")
        answer = PublicAnswer(article, context={"audience": audience}).data
        return cached(request, Response(answer))

    @extend_schema(responses=VersionAnswer(many=True), filters=False)
    @action(detail=True, pagination_class=OnePage)
    def versions(self, request: Request, slug: str) -> Response:
        """Every approved version, newest first; each stays readable at its address, until the article is retired."""
        article = self.get_queryset().prefetch_related("rounds__revision").filter(slug=slug).first()
        if article is None:
            raise NotFound("No public article has this address.")
        told = [] if article.state == State.RETIRED else _versions(article)
        return cached(request, paged(self, told, VersionAnswer))

    @extend_schema(responses=PublicLine, filters=False)
    @action(detail=True, pagination_class=None)
    def status(self, request: Request, slug: str) -> Response:
        """How the article stands, for pages elsewhere: any site may read this one address from a browser (CORS)."""
        article = self.get_queryset().filter(slug=slug).first()
        if article is None:
            raise NotFound("No public article has this address.")
        return cached(request, Response(PublicLine(article).data))

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        """Scripts elsewhere may read the status, and that there is none."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.action == "status":
            answer["Access-Control-Allow-Origin"] = "*"
        return answer

    def list(self, request: Request, *args, **kwargs) -> Response:
        return cached(request, super().list(request, *args, **kwargs))
