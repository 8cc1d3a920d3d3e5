"""The registry in admin: works are found, compared, merged, parted, and told of."""

from __future__ import annotations

from datetime import date

import pytest

from articles.models import State
from articles.references import sources
from citations import news
from citations.models import Merge, Notice, Reference
from citations.notices import Notice as Told
from citations.registry import register
from reviews import evidence
from tests import acts
from tests.desk import Visitor, queries, said

ROOT = "/admin/citations/reference"
TWIN = {name: value for name, value in acts.paper(1).items() if name != "DOI"} | {
    "title": "Hip flexor strain in runners: part 1, a study"
}


@pytest.fixture
def editor(cast) -> Visitor:
    return Visitor(cast.editor)


def paper(number: int = 1) -> Reference:
    return Reference.objects.get(identifiers__value=f"10.5555/hip.{number}")


def test_a_works_page_shows_notices_with_their_source_and_who_cites_it(cast, editor):
    article = acts.submitted(cast)
    news.take(
        [Told("correction", "retraction-watch", date(2026, 5, 1), "77", doi="10.5555/hip.1", reasons=("A slip",))]
    )
    page = said(editor.get(f"{ROOT}/{paper().pk}/change/"))
    for words in ("10.5555/hip.1", "Correction", "retraction-watch 77", "A slip", article.current.question):
        assert words in page


@pytest.mark.parametrize("term", ["10.5555/HIP.1", "doi:10.5555/hip.1", "strain part 1"])
def test_a_work_is_found_by(cast, editor, term):
    acts.submitted(cast)
    page = said(editor.get(f"{ROOT}/", {"q": term}))
    assert "part 1" in page
    assert "part 2" not in page


def test_works_are_listed_by_standing(cast, editor):
    acts.submitted(cast)
    news.take([Told("retraction", "test", date(2026, 5, 1), doi="10.5555/hip.1")])
    page = said(editor.get(f"{ROOT}/", {"standing": "retracted"}))
    assert "part 1" in page
    assert "part 2" not in page


def test_a_likely_duplicate_is_proposed_on_the_page(cast, editor):
    acts.submitted(cast)
    [twin] = register([TWIN])
    assert f"{ROOT}/{twin.pk}/merge/{paper().pk}/" in said(editor.get(f"{ROOT}/{twin.pk}/change/"))


def test_a_preview_shows_both_and_changes_nothing(cast, editor):
    acts.submitted(cast)
    [twin] = register([TWIN])
    page = said(editor.get(f"{ROOT}/{twin.pk}/merge/{paper().pk}/"))
    assert "Cited by</dt><dd>1 article" in page
    assert "0 identifiers and 0 notices" in page
    assert not Merge.objects.exists()


def test_a_merge_is_posted_and_undone(cast, editor):
    acts.submitted(cast)
    [twin] = register([TWIN])
    assert editor.post(f"{ROOT}/{twin.pk}/merge/{paper().pk}/").status_code == 302
    assert acts.fresh(twin).merged_into == paper()
    done = Merge.objects.get()
    assert f"{ROOT}/merge/{done.pk}/undo/" in said(editor.get(f"{ROOT}/{paper().pk}/change/"))
    editor.post(f"{ROOT}/merge/{done.pk}/undo/")
    assert acts.fresh(twin).merged_into is None


def test_a_get_of_undo_changes_nothing(cast, editor):
    done = sources.merge(*register([TWIN, acts.paper(1)]), by=cast.editor)
    editor.get(f"{ROOT}/merge/{done.pk}/undo/")
    assert acts.fresh(done).undone_at is None


def test_a_merge_that_cannot_be_is_told(cast, editor):
    acts.submitted(cast)
    page = said(editor.post(f"{ROOT}/{paper().pk}/merge/{paper().pk}/", follow=True))
    assert "cannot be merged into itself" in page


def test_the_other_is_found_by_a_typed_identifier(cast, editor):
    acts.submitted(cast)
    [twin] = register([TWIN])
    answer = editor.get(f"{ROOT}/{twin.pk}/find/", {"other": "https://doi.org/10.5555/hip.1"})
    assert answer["Location"] == f"{ROOT}/{twin.pk}/merge/{paper().pk}/"


def test_a_typed_identifier_of_nothing_is_refused_with_what_was_typed(cast, editor):
    acts.submitted(cast)
    answer = editor.get(f"{ROOT}/{paper().pk}/find/", {"other": "10.5555/nothing"})
    assert answer.status_code == 400
    assert "10.5555/nothing" in said(answer)


@pytest.mark.parametrize("nature", ["retraction", "expression_of_concern"])
def test_a_notice_entered_by_hand_reaches_citing_articles(cast, editor, nature):
    article = acts.approved(cast)
    typed = {"nature": nature, "date": "2026-05-01", "reason": "The board heard", "address": "https://example.org/n"}
    assert editor.post(f"{ROOT}/{paper().pk}/notice/", typed).status_code == 302
    evidence.spread()
    assert acts.fresh(article).state == State.UNDER_REVIEW
    assert Notice.objects.get().entered_by == cast.editor


BAD = {
    "a nature nobody knows": {"nature": "scandal"},
    "a day to come": {"nature": "retraction", "date": "2999-01-01"},
    "an address that is none": {"nature": "retraction", "address": "javascript:alert(1)"},
    "a replacement nobody knows": {"nature": "superseded", "replacement": "10.5555/nothing"},
}


@pytest.mark.parametrize("name", BAD)
def test_a_notice_that_makes_no_sense_is_refused(cast, editor, name):
    acts.submitted(cast)
    assert editor.post(f"{ROOT}/{paper().pk}/notice/", BAD[name]).status_code == 400
    assert not Notice.objects.exists()


def test_a_guideline_names_what_it_replaces(cast, editor):
    article = acts.submitted(cast)
    editor.post(f"{ROOT}/{paper(2).pk}/replaces/", {"replaced": "10.5555/hip.1"})
    evidence.spread()
    assert paper(1).standing == ["superseded"]
    assert "reference-superseded" in [f.code for f in acts.fresh(article).current.findings.all()]
    assert "part 2" in said(editor.get(f"{ROOT}/{paper(1).pk}/change/"))


STEPS = ("change/", "notice/", "replaces/", "find/", "merge/1/")


@pytest.mark.parametrize("step", STEPS)
def test_nobody_but_editors_finds_these_pages(cast, step):
    acts.submitted(cast)
    for user in (cast.author, cast.rivera.user):
        for visit in (Visitor(user).get, Visitor(user).post):
            assert visit(f"{ROOT}/{paper().pk}/{step}").status_code == 404


def test_a_works_page_costs_the_same_queries_however_much_it_shows(cast, editor):
    acts.submitted(cast, references=3)
    small = queries(lambda: editor.get(f"{ROOT}/{paper(3).pk}/change/"))
    for n in range(3):
        acts.submitted(cast, question=f"Question {n}?")
        news.take([Told("correction", "test", date(2026, 5, 1), str(n), doi="10.5555/hip.1")])
    twins = [{**TWIN, "title": f"{TWIN['title']} {n}"} for n in range(3)]
    for twin in register(twins)[:2]:
        sources.merge(twin, paper(), by=cast.editor)
    assert queries(lambda: editor.get(f"{ROOT}/{paper().pk}/change/")) <= small + 1 <= 15
