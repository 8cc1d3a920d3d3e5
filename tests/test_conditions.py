"""What must hold for a step, and who may take it: each at its edge. That the steps ask is told by the matrix."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from articles.models import Article, Revision, conditions
from articles.status import external_review

AUTHOR, EDITOR, STRANGER = User(pk=1), User(pk=2, is_superuser=True), User(pk=3)
STRANGER._role_names = AUTHOR._role_names = set()


def article(**fields: object) -> Article:
    return Article(author=AUTHOR, writers=[1], **fields)


@pytest.mark.parametrize(("user", "writes", "edits"), [(AUTHOR, True, False), (EDITOR, False, True), (STRANGER, False, False), (None, False, False)])
def test_the_author_writes_and_an_editor_edits_and_nobody_else(user, writes, edits):
    assert conditions.may_write(article(), user) is writes
    assert conditions.may_edit(article(), user) is edits
    assert conditions.may_write_or_edit(article(), user) is (writes or edits)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_one_warning_can_be_confirmed_and_one_error_stands_in_the_way(count):
    assert conditions.has_warnings(article(warnings=count)) is (count > 0)
    assert conditions.no_open_errors(article(errors=count)) is (count == 0)


def test_only_what_somebody_is_on_can_be_handed_back():
    assert conditions.is_taken_on(article(editor=EDITOR))
    assert not conditions.is_taken_on(article())


@pytest.mark.parametrize(("published", "current", "update"), [(None, 1, True), (1, 1, False), (1, 2, True)])
def test_what_was_never_approved_can_be_dropped(published, current, update):
    it = article(published_id=published, current_id=current)
    assert conditions.has_update(it) is update
    assert conditions.is_published(it) is (published is not None)


def test_a_review_elsewhere_is_told_until_the_board_has_approved():
    stated = {"by": "somebody else"}
    current = Revision(pk=1, external_review=stated)
    assert external_review(article(current=current)) == stated
    assert external_review(article(current=current, published_id=1)) is None
