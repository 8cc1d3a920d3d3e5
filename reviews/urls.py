"""The review desk."""

from django.urls import path

from reviews import views

urlpatterns = [
    path("admin/desk/<int:pk>/", views.desk, name="desk"),
]
