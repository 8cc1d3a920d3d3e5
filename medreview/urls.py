"""Every address there is."""

from django.contrib import admin
from django.urls import include, path

from medreview import health, metrics, pages

handler400 = "medreview.pages.bad_request"
handler403 = "medreview.pages.forbidden"
handler404 = "medreview.pages.not_found"
handler500 = "medreview.pages.fault"

urlpatterns = [
    path("", include("reviews.urls")),
    path("accounts/login/", admin.site.login, name="account_login"),
    # Addresses are the editors' to change: with another one, whoever has a session could get a new password sent.
    path("accounts/email/", pages.shut, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("medreview.api")),
    path("healthz", health.alive, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("problems/<slug:slug>/", pages.problem, name="problem"),
    path("readyz", health.ready, name="readyz"),
    path("", include("articles.urls")),
]
