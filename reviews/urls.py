"""The review desk."""

from django.urls import path

from reviews import pages, views
from reviews.invitation import views as invitation_views
from reviews.record import views as record_views

urlpatterns = [
    path("board/", pages.board, name="board"),
    path("board/<slug:slug>/", pages.member, name="board-member"),
    path("editorial-policy/", pages.policy, name="editorial-policy"),
    path("invitation/<str:token>/", invitation_views.answer, name="invitation"),
    path("admin/me/", record_views.own, name="own-record"),
    path("admin/me/interests/", record_views.declare, name="own-interests"),
    path("admin/desk/<int:pk>/", views.desk, name="desk"),
    path("admin/desk/<int:pk>/newest/", views.newest, name="desk-newest"),
    path("admin/desk/<int:pk>/accept/", views.accept, name="desk-accept"),
    path("admin/desk/<int:pk>/decline/", views.decline, name="desk-decline"),
    path("admin/desk/<int:pk>/comment/", views.comment, name="desk-comment"),
    path("admin/desk/<int:pk>/draft/", views.draft, name="desk-draft"),
    path("admin/desk/<int:pk>/confirm/", views.confirm, name="desk-confirm"),
    path("admin/desk/<int:pk>/sign/", views.sign, name="desk-sign"),
]
