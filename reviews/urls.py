"""The review desk."""

from django.urls import path

from reviews import pages, views

urlpatterns = [
    path("board/", pages.board, name="board"),
    path("board/<slug:slug>/", pages.member, name="board-member"),
    path("editorial-policy/", pages.policy, name="editorial-policy"),
    path("admin/desk/<int:pk>/", views.desk, name="desk"),
]
