"""The readers' pages."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from articles import discovery, views
from articles.questions import views as question_views
from articles.statements import views as statement_views

SITEMAPS = {
    "articles": discovery.Approved,
    "specialties": discovery.Specialties,
    "topics": discovery.Topics,
    "standing": discovery.Standing,
}

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/<slug:slug>/", views.article, name="article-page"),
    path("articles/<slug:slug>.<str:suffix>", views.exported, name="article-export"),
    path("articles/<slug:slug>/embed/", discovery.embedded, name="article-embed"),
    path("articles/<slug:slug>/badge.svg", discovery.badge, name="article-badge"),
    path("articles/<slug:slug>/versions/<int:number>/", views.former, name="article-version"),
    path("articles/<slug:slug>/questions/", question_views.ask, name="article-question"),
    path("articles/<slug:slug>/questions/thanks/", question_views.thanks, name="question-thanks"),
    path("articles/<slug:slug>/reports/", question_views.report, name="article-report"),
    path("statements/check/", statement_views.check_statement, name="statement-check"),
    path(".well-known/jwks.json", statement_views.published_keys, name="statement-keys"),
    path("specialties/<slug:code>/", views.specialty, name="specialty"),
    path("topics/<str:slug>/", views.topic, name="topic"),
    path("feed/", discovery.Approvals(), name="feed"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
