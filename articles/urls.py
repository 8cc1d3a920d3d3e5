"""The readers' pages."""

from django.urls import path

from articles import question_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/<slug:slug>/", views.article, name="article-page"),
    path("articles/<slug:slug>/versions/<int:number>/", views.former, name="article-version"),
    path("articles/<slug:slug>/questions/", question_views.ask, name="article-question"),
    path("articles/<slug:slug>/questions/thanks/", question_views.thanks, name="question-thanks"),
]
