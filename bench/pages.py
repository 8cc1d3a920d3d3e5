"""Every list and page of work, with who opens it: on a database that `bench.filling` has filled."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.test import Client

from articles.models import ApiKey, Article
from reviews.models import Assignment


@dataclass(frozen=True)
class Page:
    """`who` opens `path`; `{...}` in it is filled from what the database holds. `most` is the limit of its queries."""

    name: str
    who: str
    path: str
    most: int


API, ADMIN = "/api/v1/", "/admin/"
PAGES = (
    Page("API: the editor's articles", "editor-key", f"{API}articles/", 8),
    Page("API: the editor's articles, the last page", "editor-key", f"{API}articles/?cursor={{last}}", 8),
    Page("API: articles by state", "editor-key", f"{API}articles/?state=changes_requested", 8),
    Page("API: articles of low risk (hardly any)", "editor-key", f"{API}articles/?risk=low", 8),
    Page("API: articles overdue", "editor-key", f"{API}articles/?overdue=true", 8),
    Page("API: an article by external id", "editor-key", f"{API}articles/?external_id={{external}}", 8),
    Page("API: articles with a rare word", "editor-key", f"{API}articles/?q={{rare}}", 8),
    Page("API: articles with a common word", "editor-key", f"{API}articles/?q=bench", 8),
    Page("API: an author's articles", "author-key", f"{API}articles/", 8),
    Page("API: an author's articles, the last page", "author-key", f"{API}articles/?cursor={{last}}", 8),
    Page("API: an author's articles with a common word", "author-key", f"{API}articles/?q=bench", 8),
    Page("API: a board member's articles", "member-key", f"{API}articles/", 8),
    Page("API: a board member's assignments", "member-key", f"{API}assignments/", 8),
    Page("API: the queue", "editor-key", f"{API}queue/", 8),
    Page("API: references", "editor-key", f"{API}references/", 8),
    Page("API: references by a common word", "editor-key", f"{API}references/?q=study", 8),
    Page("API: public articles", "reader", f"{API}public/articles/", 8),
    Page("API: public articles with a common word", "reader", f"{API}public/articles/?q=bench", 8),
    Page("API: figures", "editor-key", f"{API}stats/", 15),
    Page("API: candidates for an article", "editor-key", f"{API}articles/{{article}}/candidates/", 15),
    Page("API: an article's events", "editor-key", f"{API}articles/{{article}}/events/", 15),
    Page("the editor's home", "editor", ADMIN, 15),
    Page("the queue", "editor", f"{ADMIN}queue/", 8),
    Page("the dashboard", "editor", f"{ADMIN}dashboard/", 15),
    Page("the calendar", "editor", f"{ADMIN}calendar/", 15),
    Page("calibration", "editor", f"{ADMIN}calibration/", 15),
    Page("disagreements", "editor", f"{ADMIN}disagreements/", 15),
    Page("the inbox", "editor", f"{ADMIN}inbox/", 15),
    Page("changelist: articles", "editor", f"{ADMIN}articles/article/", 15),
    Page("changelist: articles, the last page", "editor", f"{ADMIN}articles/article/?before={{sixtieth}}", 15),
    Page("changelist: articles of a rare state", "editor", f"{ADMIN}articles/article/?state__exact=changes_requested", 15),
    Page("changelist: articles of low risk", "editor", f"{ADMIN}articles/article/?risk__exact=low", 15),
    Page("changelist: articles overdue", "editor", f"{ADMIN}articles/article/?overdue=yes", 15),
    Page("changelist: articles with errors", "editor", f"{ADMIN}articles/article/?errors=yes", 15),
    Page("changelist: articles by a rare word", "editor", f"{ADMIN}articles/article/?q={{rare}}", 15),
    Page("changelist: board", "editor", f"{ADMIN}reviews/boardmember/", 15),
    Page("changelist: deliveries", "editor", f"{ADMIN}articles/delivery/", 15),
    Page("changelist: references", "editor", f"{ADMIN}citations/reference/", 15),
    Page("changelist: references by a word", "editor", f"{ADMIN}citations/reference/?q=study", 15),
    Page("an article's page for editors", "editor", f"{ADMIN}articles/article/{{article}}/change/", 15),
    Page("an article's history", "editor", f"{ADMIN}articles/article/{{article}}/history/", 15),
    Page("a board member's home", "member", ADMIN, 15),
    Page("the review desk", "member", f"{ADMIN}desk/{{seat}}/", 15),
    Page("a board member's own record", "member", f"{ADMIN}me/", 15),
    Page("readers: home", "reader", "/", 15),
    Page("readers: a rare word", "reader", "/?q={rare}", 15),
    Page("readers: a common word", "reader", "/?q=treated", 15),
    Page("readers: a specialty", "reader", "/specialties/Musculoskeletal/", 15),
    Page("readers: an article", "reader", "/articles/{slug}/", 15),
    Page("readers: the board", "reader", "/board/", 15),
    Page("readers: a board member", "reader", "/board/{member}/", 15),
    Page("readers: the feed", "reader", "/feed/", 15),
)


def visitors() -> dict[str, Client]:
    """Clients of those who open the pages: by a session, and by a key (`-key`)."""

    people = {who: User.objects.get(username=name) for who, name in
              (("editor", "bench-editor-0"), ("author", "bench-author-1"), ("member", "bench-musculoskeletal-0"))}  # fmt: skip
    clients = {"reader": Client()}
    for who, user in people.items():
        clients[who] = Client()
        clients[who].force_login(user)
        clients[f"{who}-key"] = Client(headers={"Authorization": f"Bearer {ApiKey.objects.create(user=user)[1]}"})
    return clients


def known() -> dict[str, object]:
    """What stands in the addresses: an article approved and one in play, the end of the list, a word that few have."""
    approved = Article.objects.filter(state="approved", slug__startswith="how-is").order_by("pk")[10]
    signed = Assignment.objects.filter(board_member__user__username="bench-musculoskeletal-0", state="completed")
    sixtieth = Article.objects.order_by("pk").values_list("pk", flat=True)[60]
    cursor = base64.b64encode(urlencode({"p": sixtieth}).encode()).decode()
    return {
        "article": approved.pk, "slug": approved.slug, "external": approved.external_id, "seat": signed.order_by("-pk")[0].pk,
        "sixtieth": sixtieth, "last": cursor, "member": "bench-musculoskeletal-0",
        "rare": approved.slug.split("-")[2],
    }  # fmt: skip
