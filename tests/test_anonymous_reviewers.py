"""Where the policy keeps reviewers' names: what is told in their place. That no name gets out: `test_canaries.py`."""

from __future__ import annotations

from articles.models import Policy
from tests import acts
from tests.test_canaries import CANARY, _alone, approve, secretive  # noqa: F401  (fixtures)


def test_the_members_own_page_does_not_list_what_they_reviewed_anonymously(client, cast, secretive):  # noqa: F811
    article = approve(acts.submitted(cast), secretive, cast)
    assert article.slug not in client.get("/board/quillfeather/").content.decode()


def test_readers_are_told_that_the_board_reviewed_it_without_names(client, cast, secretive):  # noqa: F811
    article = approve(acts.submitted(cast), secretive, cast)
    page = " ".join(client.get(f"/articles/{article.slug}/").content.decode().split())
    assert "Medically reviewed by 1 physician of our Medical Advisory Board, whose names are not published" in page
    data = client.get(f"/articles/{article.slug}.jsonld").json()
    assert data["reviewedBy"]["@type"] == "Organization"


def test_a_round_keeps_the_rule_that_it_began_with(client, cast, secretive):  # noqa: F811
    article = approve(acts.submitted(cast), secretive, cast)
    Policy.objects.update(names_reviewers=True)
    assert CANARY not in client.get(f"/articles/{article.slug}/").content.decode()
