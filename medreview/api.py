"""The router of `/api/v1/`, and the OpenAPI documents beside it."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from articles.api import ArticleViewSet
from articles.deliveries.api import DeliveryViewSet
from articles.deliveries.inbox_api import InboxViewSet
from articles.deliveries.preferences_api import PreferenceView
from articles.keys.api import KeyViewSet
from articles.labels.api import DrugLabelViewSet
from articles.letters.api import LettersView, LetterView
from articles.person_data_api import AccountViewSet
from articles.policies.api import IntakePolicyView, PolicyTextView, PolicyViewSet
from articles.public_api import PublicArticleViewSet
from articles.questions.api import QuestionView, ReportView
from articles.questions.inbox_api import AskedViewSet
from articles.references.api import ReferenceViewSet
from articles.references.editors_api import RegistryViewSet
from articles.statements.api import StatementView
from articles.webhooks.api import WebhookViewSet
from medreview.schema import RedocView, SwaggerView
from reviews.api import AssignmentViewSet, DecisionViewSet
from reviews.board.api import BoardMemberViewSet
from reviews.editors.api import AssignView, CalendarView, CalibrationView, QueueView, ReadersView, StatsView
from reviews.editors.disagreements_api import DisagreementsView
from reviews.editors.questions_api import ReportedViewSet
from reviews.record.api import OwnDeclarationView, OwnRecordView

router = DefaultRouter()
router.include_root_view = False
router.register("accounts", AccountViewSet, basename="account")
router.register("articles", ArticleViewSet, basename="article")
router.register("articles", DecisionViewSet, basename="decision")
router.register("deliveries", DeliveryViewSet, basename="delivery")
router.register("drug-labels", DrugLabelViewSet, basename="druglabel")
router.register("inbox", InboxViewSet, basename="inbox")
router.register("keys", KeyViewSet, basename="key")
router.register("policies", PolicyViewSet, basename="policy")
router.register("webhooks", WebhookViewSet, basename="webhook")
router.register("references", ReferenceViewSet, basename="reference")
router.register("questions", AskedViewSet, basename="question")
router.register("questions", ReportedViewSet, basename="reported")
router.register("references", RegistryViewSet, basename="registry")
router.register("assignments", AssignmentViewSet, basename="assignment")
router.register("board-members", BoardMemberViewSet, basename="boardmember")
router.register("public/articles", PublicArticleViewSet, basename="public-article")

editorial = [
    path("disagreements/", DisagreementsView.as_view(), name="disagreements"),
    path("intake-policy/", IntakePolicyView.as_view(), name="intake-policy"),
    path("letters/", LettersView.as_view(), name="letters"),
    path("letters/<slug:template>/", LetterView.as_view(), name="letter"),
    path("me/", OwnRecordView.as_view(), name="me"),
    path("me/declaration/", OwnDeclarationView.as_view(), name="me-declaration"),
    path("policy-text/", PolicyTextView.as_view(), name="policy-text"),
    path("queue/", QueueView.as_view(), name="queue"),
    path("queue/assign/", AssignView.as_view(), name="queue-assign"),
    path("queue/readers/", ReadersView.as_view(), name="queue-readers"),
    path("stats/", StatsView.as_view(), name="stats"),
    path("calibration/", CalibrationView.as_view(), name="calibration"),
    path("calendar/", CalendarView.as_view(), name="calendar"),
]
urlpatterns = [
    path("v1/public/articles/<slug:slug>/questions/", QuestionView.as_view(), name="public-article-questions"),
    path("v1/public/articles/<slug:slug>/reports/", ReportView.as_view(), name="public-article-reports"),
    path("v1/public/articles/<slug:slug>/statement/", StatementView.as_view(), name="public-article-statement"),
    path("v1/preferences/", PreferenceView.as_view(), name="preferences"),
    path("v1/", include([*router.urls, *editorial])),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SwaggerView.as_view(url_name="schema"), name="docs"),
    path("redoc/", RedocView.as_view(url_name="schema"), name="redoc"),
]
