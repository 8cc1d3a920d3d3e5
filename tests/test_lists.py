"""Lists over the API: one shape, read on by `next` until it is null, nothing twice and nothing left out."""

from __future__ import annotations

import pytest

from articles.webhooks import receivers
from tests import acts
from tests.client import Keyed, body


@pytest.fixture
def author(cast):
    return Keyed(cast.author)


def read_on(client: Keyed, path: str) -> list[dict]:
    """All rows, one to a page."""
    found, at = [], f"/api/v1/{path}?page_size=1"
    while at:
        page = client.get(at).json()
        assert list(page) == ["next", "previous", "results"]
        assert len(page["results"]) <= 1
        found, at = found + page["results"], page["next"]
    return found


@pytest.mark.parametrize("part", ["events", "references", "findings", "claims", "revisions"])
def test_the_parts_of_an_article_are_read_on_in_their_order(author, part):
    text = "Take 800 mg ibuprofen [7]. Then 400 mg naproxen [8], and rest for two days [1].\n"
    sent = author.send("articles/", body(renditions={"clinician": text}))
    article = sent.json()["id"]
    author.send(f"articles/{article}/revisions/", body(renditions={"clinician": f"{text}\nWalk [2]."}), **{"If-Match": sent["ETag"]})
    whole = author.read(f"articles/{article}/{part}/").json()["results"]
    assert len(whole) > 1
    assert read_on(author, f"articles/{article}/{part}/") == whole


def test_seats_reviews_and_comments_are_read_on_in_their_order(cast):
    article, editor = acts.approved(cast), Keyed(cast.editor)
    for part in ("assignments", "reviews"):
        found = read_on(editor, f"articles/{article.pk}/{part}/")
        assert [row["id"] for row in found] == sorted(row["id"] for row in found)
        assert len(found) == 2
    assert read_on(editor, f"articles/{article.pk}/comments/") == []


def test_webhooks_and_keys_are_read_on(author, cast):
    for n in range(3):
        receivers.register(cast.author, f"https://8.8.8.8/{n}")
        author.send("keys/", {"name": str(n)})
    assert [row["address"][-1] for row in read_on(author, "webhooks/")] == ["0", "1", "2"]
    assert [row["name"] for row in read_on(author, "keys/")][:3] == ["2", "1", "0"]
