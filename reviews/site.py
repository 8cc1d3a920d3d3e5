"""The admin site: where editors and board members meet medreview. Who is neither finds nothing here."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from articles import pulse
from articles.deliveries import inbox, inbox_views
from articles.roles import BOARD_MEMBER, is_editor, roles_of
from citations import clock
from reviews import home
from reviews.editors import keeping
from reviews.editors import views as editors

#: The editor's pages: name of the address, what the link says.
EDITORIAL = (
    ("admin:queue", "Queue"),
    ("admin:dashboard", "Dashboard"),
    ("admin:calendar", "Calendar"),
    ("admin:articles_article_changelist", "Articles"),
    ("admin:disagreements", "Disagreements"),
    ("admin:reviews_boardmember_changelist", "Board"),
    ("admin:articles_question_changelist", "Questions"),
    ("admin:articles_policy_changelist", "Policies"),
    ("admin:articles_druglabel_changelist", "Labels"),
    ("admin:articles_delivery_changelist", "Deliveries"),
    ("admin:articles_webhook_changelist", "Webhooks"),
    ("admin:articles_ownletter_changelist", "Letters"),
    ("admin:articles_apikey_changelist", "API keys"),
    ("admin:citations_reference_changelist", "References"),
)


def has_desk(user: User) -> bool:
    """Editors and board members, by role: no other flag opens the admin."""
    return user.is_active and (is_editor(user) or BOARD_MEMBER in roles_of(user))


class DeskLogin(LoginForm):
    """Whoever has a desk may log in here."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)
        self.fields = {"username": self.fields.pop("login")} | self.fields
        self.fields["username"].widget.attrs["autofocus"] = True

    def clean(self) -> dict:
        self.cleaned_data["login"] = self.cleaned_data.get("username", "").strip()
        said = super().clean()
        if self.user is not None and not has_desk(self.user):
            raise get_adapter().validation_error("username_password_mismatch")
        return said


class EditorialSite(AdminSite):
    site_header = site_title = "medreview"
    index_title = "Home"
    index_template = "reviews/home.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return has_desk(request.user)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """What someone may not see is 404: logged in without a desk, or on a page that is not theirs.

        A table is asked before its pages are: some tell first whether there is such a row.
        """
        guarded = super().admin_view(view, cacheable)
        table = getattr(view, "__self__", None)

        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.user.is_authenticated:
                if not self.has_permission(request):
                    raise Http404
                if isinstance(table, ModelAdmin) and not table.has_view_or_change_permission(request):
                    raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied as error:
                raise Http404 from error

        return answer

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """By allauth: its limits, its second factors, its passkeys."""
        said = {**self.each_context(request), "title": "Log in", "next": request.GET.get("next", ""), **(extra_context or {})}
        view = LoginView.as_view(form_class=DeskLogin, template_name="admin/login.html", extra_context=said)
        return view(request)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("queue/", self.admin_view(editors.queue), name="queue"),
            path("queue/assign/", self.admin_view(editors.assign), name="queue-assign"),
            path("calendar/", self.admin_view(editors.calendar), name="calendar"),
            path("calibration/", self.admin_view(editors.calibration), name="calibration"),
            path("dashboard/", self.admin_view(editors.dashboard), name="dashboard"),
            path("dashboard/<slug:table>.csv", self.admin_view(editors.table), name="dashboard-csv"),
            path("inbox/", self.admin_view(inbox_views.show), name="inbox"),
            path("inbox/settings/", self.admin_view(inbox_views.settle), name="inbox-settings"),
            path("disagreements/", self.admin_view(self.disagreements), name="disagreements"),
        ]
        return own + super().get_urls()

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """Only for an app's own page: the header leads everywhere, and asking each table costs queries."""
        return super().get_app_list(request, app_label) if app_label else []

    def each_context(self, request: HttpRequest) -> dict:
        context = super().each_context(request)
        if context["has_permission"] and is_editor(request.user):
            context["silence"] = pulse.silence()
            context["editorial"] = [_link(request, *page) for page in EDITORIAL]
            if request.user.is_superuser:
                context["editorial"].append(_link(request, "admin:auth_user_changelist", "Accounts"))
        return context

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        """What needs this person."""
        needs = home.needs_of(request.user)
        needs["unread"] = inbox.unread(request.user)
        return super().index(request, {**needs, **(extra_context or {})})

    def disagreements(self, request: HttpRequest) -> TemplateResponse:
        """Articles that contradict each other, with both sentences."""
        if not is_editor(request.user):
            raise PermissionDenied
        context = {**self.each_context(request), "title": "Disagreements", "disagreements": keeping.contradictions(clock.now())}
        return TemplateResponse(request, "reviews/disagreements.html", context)


def _link(request: HttpRequest, name: str, label: str) -> dict:
    address = reverse(name)
    return {"label": label, "address": address, "current": request.path.startswith(address)}
