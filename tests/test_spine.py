"""Submitted, Under Review, Approved: the spine, through the doors."""

from articles.models import State
from tests import acts


def test_two_signatures_approve(cast):
    article = acts.approved(cast)
    assert article.state == State.APPROVED
    assert article.published_id == article.current_id
