"""The board member's and the managing editor's side of the API: parse, call one door, render."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from articles import addresses
from articles import workflow as articles_workflow
from articles.answers import ArticleAnswer, FindingAnswer
from articles.errors import BadInput, NotAllowed, Stale, Unmet
from articles.idempotency import IdempotentMixin
from articles.identity import prove
from articles.models import Article, Finding, Scope
from articles.one_article import answered
from articles.paging import PartPages, paged
from articles.roles import edits
from articles.serializers import Nothing
from reviews import answers, desk, workflow
from reviews.models import Assignment, Cause, Review
from reviews.pack import answers as pack_answers
from reviews.workflow import Signing


class AssignmentViewSet(IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """A board member's own assignments."""

    serializer_class = answers.AssignmentAnswer
    read_scopes = write_scopes = (Scope.BOARD,)
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Assignment.objects.all()
        if self.action in ("list", "retrieve"):
            return desk.seats_of(self.request.user)
        return Assignment.objects.filter(board_member__user=self.request.user).select_related("round")

    @extend_schema(request=Nothing, responses=answers.AssignmentAnswer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Take the seat; the first acceptance moves the article under review."""
        Nothing.of(request)
        return self._told(workflow.accept(self.get_object(), by=request.user))

    @extend_schema(request=answers.Declining, responses=answers.AssignmentAnswer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Give the seat back."""
        said = answers.Declining.of(request)
        return self._told(
            workflow.decline(self.get_object(), by=request.user, reason=said["reason"], suggestion=said["suggest"])
        )

    @extend_schema(request={"application/json": {"type": "object"}}, responses=answers.AssignmentAnswer)
    @action(detail=True, methods=["put"])
    def draft(self, request: Request, pk: str) -> Response:
        """Keep what was typed so far, without the proof of identity."""
        if not isinstance(request.data, dict):
            raise BadInput.at("", "A draft is a JSON object.")
        signature = request.data.get("signature")
        for proof in ("password", "code"):
            if isinstance(signature, dict) and proof in signature:
                raise BadInput.at(f"/signature/{proof}", "A draft is kept: leave the proof of identity to the review itself.")
        return self._told(workflow.save_draft(self.get_object(), request.data, by=request.user))

    @extend_schema(request=answers.CommentInput, responses={201: answers.CommentAnswer})
    @action(detail=True, methods=["post"])
    def comments(self, request: Request, pk: str) -> Response:
        """Add a remark anchored to words of the text."""
        comment = workflow.comment(self.get_object(), by=request.user, **answers.CommentInput.of(request))
        return Response(answers.CommentAnswer(comment).data, status=201)

    @extend_schema(request=answers.SigningInput, responses={201: answers.ReviewAnswer})
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Sign a review of the content whose hash is named."""
        assignment = self.get_object()
        said = answers.SigningInput.of(request)
        signature = said.pop("signature")
        signing = Signing(name=signature.pop("name"), meaning=signature.pop("meaning"), **said)
        proof = prove(request.user, **signature)
        try:
            review = workflow.sign(assignment, signing, by=request.user, proof=proof)
        except Stale as error:
            error.extra["diff"] = _diff(assignment)
            raise
        return Response(answers.ReviewAnswer(review).data, status=201)

    @extend_schema(request=answers.Confirming, responses=answers.AssignmentAnswer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Stand by a signature after a notice on a cited work."""
        assignment, said = self.get_object(), answers.Confirming.of(request)
        seen = said.pop("notices", None)
        proof = prove(request.user, **said, pointer="/password")
        return self._told(workflow.confirm(assignment, by=request.user, proof=proof, notices=seen))

    def _told(self, seat: Assignment) -> Response:
        """The seat as the door has left it: its holder asks."""
        seat.board_member.user = self.request.user
        return Response(answers.AssignmentAnswer(seat, context=self.get_serializer_context()).data)


class DecisionViewSet(IdempotentMixin, viewsets.GenericViewSet):
    """The managing editor's decisions on an article."""

    lookup_value_regex = r"\d{1,18}"
    read_scopes, write_scopes = tuple(Scope), (Scope.EDITOR_WRITE,)
    serializer_class = ArticleAnswer

    def get_queryset(self) -> QuerySet:
        articles = Article.objects.select_related("current")
        return articles if getattr(self, "swagger_fake_view", False) else articles.visible_to(self.request.user)

    def _mine(self) -> Article:
        """The article, for an editor who did not write it; for others 403, or 404 where they may not see it."""
        article = self.get_object()
        if not edits(self.request.user, article):
            raise NotAllowed("This is for managing editors who did not write the article.")
        return article

    def _answer(self, article: Article) -> Response:
        return answered(self.get_queryset().get(pk=article.pk), self.request)

    @extend_schema(responses=answers.CandidatesAnswer)
    @action(detail=True)
    def candidates(self, request: Request, pk: str) -> Response:
        """Who could review it, best first, each exclusion explained."""
        return Response(answers.CandidatesAnswer({"results": desk.candidates(self._mine())}).data)

    @extend_schema(methods=["post"], request=answers.Invitation, responses={201: answers.AssignmentAnswer})
    @extend_schema(methods=["get"], responses=answers.AssignmentAnswer(many=True), filters=False)
    @action(detail=True, methods=["get", "post"], pagination_class=PartPages)
    def assignments(self, request: Request, pk: str) -> Response:
        """The seats of an article; POST invites a board member."""
        article = self._mine()
        if request.method == "GET":
            seats = Assignment.objects.filter(round__article=article).select_related(
                "round__article", "round__revision", "board_member__user"
            )
            return paged(self, seats, answers.AssignmentAnswer)
        said = answers.Invitation.of(request)
        try:
            made = workflow.invite(article, said["board_member"], by=request.user, due=said["due"], audience=said["audience"])
        except Unmet as error:
            if article.errors:
                error.extra["findings"] = FindingAnswer(_open_errors(article), many=True).data
            raise
        return Response(answers.AssignmentAnswer(made, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=Nothing, responses=ArticleAnswer)
    @action(detail=True, methods=["post"], url_path="take-on")
    def take_on(self, request: Request, pk: str) -> Response:
        """Tell the other editors that you are on it."""
        Nothing.of(request)
        return self._answer(articles_workflow.take_on(self._mine(), by=request.user))

    @extend_schema(request=Nothing, responses=ArticleAnswer)
    @action(detail=True, methods=["post"], url_path="hand-back")
    def hand_back(self, request: Request, pk: str) -> Response:
        """Leave it to whoever comes next."""
        Nothing.of(request)
        return self._answer(articles_workflow.hand_back(self._mine(), by=request.user))

    @extend_schema(request=answers.Overruling, responses=answers.CandidatesAnswer)
    @action(detail=True, methods=["post"])
    def overrule(self, request: Request, pk: str) -> Response:
        """Let a board member review in spite of a conflict, with a reason; authorship and licence cannot be overridden."""
        article, said = self._mine(), answers.Overruling.of(request)
        workflow.overrule(article, said["board_member"], by=request.user, reason=said["reason"])
        return self.candidates(request, pk)

    @extend_schema(request=answers.Reason, responses=ArticleAnswer)
    @action(detail=True, methods=["post"], url_path="request-changes")
    def request_changes(self, request: Request, pk: str) -> Response:
        """Pass the board's objections to the author."""
        return self._answer(workflow.request_changes(self._mine(), by=request.user, **answers.Reason.of(request)))

    @extend_schema(request=answers.Reason, responses=ArticleAnswer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """Decline what was never published, or drop the update of what was."""
        return self._answer(articles_workflow.reject(self._mine(), by=request.user, **answers.Reason.of(request)))

    @extend_schema(request=answers.Reopening, responses=ArticleAnswer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Open a re-review."""
        return self._answer(workflow.reopen(self._mine(), by=request.user, **answers.Reopening.of(request)))

    @extend_schema(request=answers.Notice, responses=ArticleAnswer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """Take a published article down, with a public notice."""
        return self._answer(articles_workflow.retire(self._mine(), by=request.user, **answers.Notice.of(request)))

    @extend_schema(request=answers.Rating, responses=ArticleAnswer)
    @action(detail=True, methods=["post"])
    def risk(self, request: Request, pk: str) -> Response:
        """Set the risk tier in the place of the checks' own; it holds for the rounds to come."""
        return self._answer(articles_workflow.rate(self._mine(), by=request.user, **answers.Rating.of(request)))

    @extend_schema(request=answers.Reason, responses=ArticleAnswer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Override a split or a specialty gap; recorded, and said on the page."""
        return self._answer(workflow.approve(self._mine(), by=request.user, **answers.Reason.of(request)))

    @extend_schema(request=answers.Reason, responses=FindingAnswer)
    @action(detail=True, methods=["post"], url_path=r"findings/(?P<finding>\d{1,18})/waive")
    def waive(self, request: Request, pk: str, finding: str) -> Response:
        """Accept a finding as it is, with a reason."""
        article = self._mine()
        found = Finding.objects.filter(pk=finding, revision__article=article).select_related("revision__article").first()
        if found is None:
            raise NotFound("This article has no such finding.")
        return Response(FindingAnswer(articles_workflow.waive(found, by=request.user, **answers.Reason.of(request))).data)

    @extend_schema(
        responses={
            (200, "text/html"): str, (200, "application/json"): OpenApiTypes.OBJECT, (200, "text/csv"): str,
        },
        parameters=[OpenApiParameter("as", str, enum=list(pack_answers.FORMS), description="To print, or for programs.")],
    )
    @action(detail=True, url_path="evidence-pack")
    def evidence_pack(self, request: Request, pk: str) -> HttpResponse:
        """All that an auditor asks for: text, references, findings, reviews with signatures, notices, history."""
        form = request.query_params.get("as", "html")
        if form not in pack_answers.FORMS:
            raise BadInput(f"The parameter `as` is one of {', '.join(pack_answers.FORMS)}.")
        return pack_answers.answer(self._mine(), form)

    @extend_schema(responses=answers.ToldReview(many=True), filters=False)
    @action(detail=True, pagination_class=PartPages)
    def reviews(self, request: Request, pk: str) -> Response:
        """Editors see every review; the author what was released when its round ended; a board member their own."""
        article = self.get_object()
        signed = Review.objects.filter(assignment__round__article=article).order_by("pk")
        if edits(request.user, article):
            return paged(self, signed, answers.ReviewAnswer)
        if request.user.pk in article.writers:
            released = signed.filter(assignment__round__closed_at__isnull=False)
            released = released.exclude(assignment__round__cause=Cause.CALIBRATION)
            return paged(self, released, answers.ReleasedReview)
        return paged(self, signed.filter(assignment__board_member__user=request.user), answers.ReviewAnswer)

    @extend_schema(responses=answers.CommentAnswer(many=True), filters=False)
    @action(detail=True, pagination_class=PartPages)
    def comments(self, request: Request, pk: str) -> Response:
        """Remarks on the text: to editors all, to the author those of ended rounds, to a board member their own."""
        article = self.get_object()
        return paged(self, desk.comments_for(article, request.user), answers.CommentAnswer)


def _open_errors(article: Article) -> QuerySet:
    return Finding.objects.filter(revision=article.current, severity="error", waived_at=None)


def _diff(assignment: Assignment) -> str:
    article, seen = assignment.round.article, assignment.round.revision
    newest = Article.objects.select_related("current").get(pk=article.pk).current.number
    return f"{addresses.api(article)}revisions/{newest}/diff/?from={seen.number}"
