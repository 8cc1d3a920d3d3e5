"""The readers' pages."""

from django.urls import path

from articles import views

urlpatterns = [
    path("articles/<slug:slug>/", views.article, name="article-page"),
]
