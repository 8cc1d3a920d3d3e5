"""Two references that are one work become one, lose nothing on the way, and can be parted again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from articles.content import Entry
from articles.errors import NotAllowed, Unmet
from articles.models import Entry as StoredEntry
from articles.models import State
from articles.references import sources
from citations import merging, news
from citations.models import Identifier, Merge, Notice, Reference
from citations.notices import Notice as Told
from citations.registry import register, standings
from reviews import evidence
from tests import acts
from tests.crowd import at_once

PREPRINT = {**acts.paper(1), "DOI": "10.5555/preprint.1"}
NAMELESS = {name: value for name, value in acts.paper(1).items() if name != "DOI"} | {
    "title": "Hip flexor strain, in runners!"
}


def article_citing(cast, *items: dict, question: str = "And then?"):
    """An approved article with this reference list."""
    text = "Rest the hip and walk as pain allows [1]."
    draft = acts.draft(text, references=0, question=question)
    entries = [Entry(n, f"key{n}", "research", item) for n, item in enumerate(items, 1)]
    content = acts.read_content(
        question=question, renditions={"clinician": text}, entries=entries, specialty="Musculoskeletal",
        provenance={"kind": "human"},
    )  # fmt: skip
    article = acts.articles.submit(acts.Draft(content, draft.contributors), by=cast.author)
    return acts.approved_again(article, cast)


def told(doi: str = "10.5555/hip.1", nature: str = "retraction", day: int = 1) -> Told:
    return Told(nature=nature, source="test", date=date(2026, 5, day), record_id=f"{nature}{day}", doi=doi)


def work(item: dict) -> Reference:
    return register([item])[0]


@pytest.fixture
def pair(cast) -> tuple[Reference, Reference]:
    """A preprint and its paper, both cited."""
    return work(PREPRINT), work(acts.paper(1))


def snapshot() -> list:
    """All that a merge touches, row by row."""
    return [
        list(Reference.objects.order_by("pk").values("pk", "merged_into", "standing", "csl", "title", "fingerprint")),
        list(Identifier.objects.order_by("pk").values("pk", "reference", "scheme", "value")),
        list(Notice.objects.order_by("pk").values("pk", "reference", "nature", "doi")),
    ]  # fmt: skip


def entries() -> list:
    return list(
        StoredEntry.objects.order_by("pk").values("pk", "revision", "number", "key", "csl", "reference")
    )


# --- Merging ----------------------------------------------------------------------------------------------


def test_identifiers_and_notices_move_and_both_rows_stay(cast, pair):
    duplicate, into = pair
    news.take([told("10.5555/preprint.1")])
    done = sources.merge(duplicate, into, by=cast.editor)
    assert acts.fresh(duplicate).merged_into == into
    assert set(into.identifiers.values_list("value", flat=True)) == {"10.5555/preprint.1", "10.5555/hip.1"}
    assert acts.fresh(into).standing == ["retracted"]
    assert acts.fresh(duplicate).standing == []
    assert (done.by, len(done.identifiers), len(done.notices)) == (cast.editor, 1, 1)


def test_a_merge_touches_no_entry_and_no_revision(cast):
    article = article_citing(cast, PREPRINT)
    before, hash_before = entries(), article.current.content_hash
    sources.merge(work(PREPRINT), work(acts.paper(1)), by=cast.editor)
    assert entries() == before
    assert acts.fresh(article).current.content().hash() == hash_before


def test_from_then_on_either_name_finds_the_survivor(cast, pair):
    duplicate, into = pair
    sources.merge(duplicate, into, by=cast.editor)
    assert register([PREPRINT, acts.paper(1)]) == [into, into]


def test_a_work_without_identifiers_is_found_through_its_survivor(cast):
    duplicate, into = work(NAMELESS), work(acts.paper(1))
    sources.merge(duplicate, into, by=cast.editor)
    assert register([NAMELESS]) == [into]
    news.take([told()])
    assert standings([NAMELESS]) == [("retracted",)]


def test_citing_articles_of_both_are_found_through_the_survivor(cast):
    first, second = article_citing(cast, PREPRINT), article_citing(cast, acts.paper(1), question="What then?")
    duplicate, into = work(PREPRINT), work(acts.paper(1))
    sources.merge(duplicate, into, by=cast.editor)
    assert set(sources.citing(into.pk)) == {first, second}
    assert list(sources.in_use()) == [into]


def test_news_of_the_survivor_reaches_who_cites_the_duplicate(cast):
    article = article_citing(cast, PREPRINT)
    sources.merge(work(PREPRINT), work(acts.paper(1)), by=cast.editor)
    news.take([told()])
    assert evidence.spread() == 1
    article = acts.fresh(article)
    assert article.state == State.UNDER_REVIEW
    assert "reference-retracted" in [f.code for f in article.current.findings.all()]


def test_a_merge_with_a_retracted_work_is_news_to_who_cites_the_duplicate(cast):
    article = article_citing(cast, PREPRINT)
    news.take([told()])
    paper = work(acts.paper(1))
    assert evidence.spread() == 0
    sources.merge(work(PREPRINT), paper, by=cast.editor)
    assert evidence.spread() == 1
    assert acts.fresh(article).questioned == "notice"


def test_a_merge_tells_nobody_the_same_news_twice(cast):
    article = article_citing(cast, acts.paper(1))
    news.take([told(nature="correction")])
    evidence.spread()
    sources.merge(work(PREPRINT), work(acts.paper(1)), by=cast.editor)
    assert evidence.spread() == 0
    assert article.events.filter(kind="notice_taken").count() == 1


def test_a_signature_counts_notices_of_the_survivor(cast):
    article = acts.submitted(cast)
    duplicate, into = Reference.objects.get(identifiers__value="10.5555/hip.1"), work(PREPRINT)
    sources.merge(duplicate, into, by=cast.editor)
    seat = acts.seated(article, cast.rivera, cast.editor)
    news.take([told("10.5555/preprint.1", "correction")])
    evidence.spread()
    assert acts.signed(seat).notices == [Notice.objects.get().pk]


def test_no_approval_slips_past_unread_news_of_a_survivor(cast):
    article = acts.submitted(cast)
    sources.merge(Reference.objects.get(identifiers__value="10.5555/hip.1"), work(PREPRINT), by=cast.editor)
    seats = [acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen)]
    acts.signed(seats[0])
    news.take([told("10.5555/preprint.1", "correction")])
    with pytest.raises(Unmet):
        acts.signed(seats[1])


def test_references_merged_before_follow_to_the_new_survivor(cast, pair):
    first, second = pair
    third = work({**acts.paper(1), "DOI": "10.5555/third"})
    sources.merge(first, second, by=cast.editor)
    sources.merge(second, third, by=cast.editor)
    assert acts.fresh(first).merged_into == third
    assert register([PREPRINT]) == [third]


# --- What cannot be merged --------------------------------------------------------------------------------


def test_only_editors_merge(cast, pair):
    for user in (cast.author, cast.rivera.user):
        with pytest.raises(NotAllowed):
            sources.merge(*pair, by=user)


def test_a_work_is_not_merged_into_itself(cast, pair):
    with pytest.raises(Unmet):
        sources.merge(pair[0], pair[0], by=cast.editor)


def test_a_merged_reference_is_not_merged_again_nor_merged_into(cast, pair):
    duplicate, into = pair
    other = work({**acts.paper(1), "DOI": "10.5555/third"})
    sources.merge(duplicate, into, by=cast.editor)
    for wrong in ((duplicate, other), (other, duplicate)):
        with pytest.raises(Unmet):
            sources.merge(*wrong, by=cast.editor)


@pytest.mark.usefixtures("committed")
def test_two_editors_who_merge_in_opposite_ways_at_once_make_one_merge(cast):
    first, second, editor = work(PREPRINT), work(acts.paper(1)), cast.editor
    results = at_once(
        [lambda: sources.merge(first, second, by=editor), lambda: sources.merge(second, first, by=editor)]
    )
    assert sorted(type(result) for result in results if isinstance(result, Exception)) == [Unmet]
    assert Merge.objects.count() == 1


# --- Undoing ----------------------------------------------------------------------------------------------


def test_undoing_restores_every_row(cast, pair):
    news.take([told("10.5555/preprint.1"), told(nature="correction")])
    before = snapshot()
    done = sources.merge(*pair, by=cast.editor)
    assert snapshot() != before
    undone = sources.undo(done, by=cast.editor)
    assert snapshot() == before
    assert undone.undone_by == cast.editor


def test_undoing_a_row_of_merges_from_the_last_restores_every_row(cast, pair):
    third = work({**acts.paper(1), "DOI": "10.5555/third"})
    before = snapshot()
    done = [sources.merge(*pair, by=cast.editor), sources.merge(pair[1], third, by=cast.editor)]
    for merge in reversed(done):
        sources.undo(merge, by=cast.editor)
    assert snapshot() == before


def test_a_merge_under_a_later_one_is_not_undone(cast, pair):
    third = work({**acts.paper(1), "DOI": "10.5555/third"})
    first = sources.merge(*pair, by=cast.editor)
    sources.merge(pair[1], third, by=cast.editor)
    with pytest.raises(Unmet, match="undo that first"):
        sources.undo(first, by=cast.editor)


def test_a_merge_is_undone_once(cast, pair):
    done = sources.merge(*pair, by=cast.editor)
    sources.undo(done, by=cast.editor)
    with pytest.raises(Unmet):
        sources.undo(done, by=cast.editor)


def test_what_was_parted_may_be_merged_again(cast, pair):
    sources.undo(sources.merge(*pair, by=cast.editor), by=cast.editor)
    sources.merge(*pair, by=cast.editor)
    assert Merge.objects.count() == 2


def test_news_that_came_meanwhile_goes_to_the_work_that_it_names(cast, pair):
    duplicate, into = pair
    done = sources.merge(duplicate, into, by=cast.editor)
    news.take([told("10.5555/preprint.1"), told(nature="correction")])
    sources.undo(done, by=cast.editor)
    assert acts.fresh(duplicate).standing == ["retracted"]
    assert acts.fresh(into).standing == ["corrected"]


# --- Proposals --------------------------------------------------------------------------------------------

PAPER = acts.paper(1)
ALIKE = {
    "a typing error": {**NAMELESS, "title": "Hip Flexer Strain in Runners: Part 1"},
    "a year apart": {**NAMELESS, "title": PAPER["title"], "issued": {"date-parts": [[2021]]}},
    "with a subtitle": {**NAMELESS, "title": PAPER["title"] + ": a randomised trial"},
}
UNLIKE = {
    "another work": {**NAMELESS, "title": "Knee pain in swimmers, a survey"},
    "an identifier that differs": PREPRINT | {"DOI": "10.5555/hip.2"},
    "another author": {
        **NAMELESS, "title": PAPER["title"], "author": [{"family": "Okoro"}], "issued": {"date-parts": [[2001]]},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_a_likely_duplicate_is_proposed_with_its_confidence(db, name):
    paper, other = work(PAPER), work(ALIKE[name])
    [proposal] = merging.possible_duplicates(paper)
    assert proposal.reference == other
    assert 0.5 <= proposal.confidence <= 1


@pytest.mark.parametrize("name", UNLIKE)
def test_what_is_not_likely_the_same_is_not_proposed(db, name):
    paper = work(PAPER)
    work(UNLIKE[name])
    assert merging.possible_duplicates(paper) == []


def test_what_was_merged_already_is_not_proposed(cast):
    paper, other = work(PAPER), work(ALIKE["a typing error"])
    sources.merge(other, paper, by=cast.editor)
    assert merging.possible_duplicates(paper) == []


# --- Two at once ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("committed")
def test_two_submissions_of_one_new_work_at_once_cite_one_reference():
    for turn in range(5):
        items = [{**acts.paper(n), "DOI": f"10.5555/turn.{turn}.{n}"} for n in range(4)]
        found = at_once([lambda: register(items), lambda: register(items[::-1])])
        assert found[0] == found[1][::-1]


@pytest.mark.usefixtures("committed")
def test_a_submission_and_news_of_its_source_at_once_never_miss_each_other(cast):
    author = cast.author
    for turn in range(1, 9):
        draft = acts.draft("Rest [1].", references=1, question=f"Turn {turn}?")
        csl = {**draft.content.entries[0].csl, "DOI": f"10.5555/turn.{turn}"}
        content = acts.read_content(
            question=draft.content.question, renditions=draft.content.renditions, specialty="Musculoskeletal",
            entries=[Entry(1, "only", "research", csl)],
        )  # fmt: skip
        fresh = acts.Draft(content, draft.contributors)
        article, _ = at_once(
            [
                lambda: acts.articles.submit(fresh, by=author),
                lambda: news.take([told(f"10.5555/turn.{turn}")]),
            ]
        )
        evidence.spread()
        assert "reference-retracted" in [f.code for f in acts.fresh(article).current.findings.all()]
        connection.close()


# --- By hand ----------------------------------------------------------------------------------------------


def test_a_notice_by_hand_reaches_citing_articles(cast):
    article = article_citing(cast, NAMELESS)
    sources.tell(
        work(NAMELESS), by=cast.editor, nature="retraction", date=date(2026, 5, 1), reason="Error in data"
    )
    assert evidence.spread() == 1
    assert acts.fresh(article).questioned == "notice"


def test_the_same_notice_by_hand_twice_is_kept_once(cast):
    for _ in range(2):
        sources.tell(work(NAMELESS), by=cast.editor, nature="correction", date=date(2026, 5, 1))
    assert Notice.objects.count() == 1


def test_a_guideline_that_names_what_it_replaces_supersedes_it(cast):
    old, new = work(NAMELESS), work(acts.paper(2))
    article = article_citing(cast, NAMELESS)
    notice = sources.tell(old, by=cast.editor, nature="superseded", replacement=new)
    evidence.spread()
    assert (notice.replacement, notice.notice_doi) == (new, "10.5555/hip.2")
    assert "reference-superseded" in [f.code for f in acts.fresh(article).current.findings.all()]


def test_a_work_does_not_replace_itself(cast):
    with pytest.raises(Unmet):
        sources.tell(work(PAPER), by=cast.editor, nature="superseded", replacement=work(PAPER))


def test_only_editors_enter_notices(cast):
    with pytest.raises(NotAllowed):
        sources.tell(work(PAPER), by=cast.author, nature="retraction")


def test_a_reinstatement_by_hand_lifts_a_retraction(cast):
    news.take([told()])
    paper = work(PAPER)
    sources.tell(paper, by=cast.editor, nature="reinstatement", date=date(2026, 6, 1))
    assert acts.fresh(paper).standing == []


def test_a_re_review_may_follow_a_merge(cast):
    """The round opened by news that a merge brought is reviewed and approved like any other."""
    article = article_citing(cast, PREPRINT)
    news.take([told("10.5555/hip.1", "expression_of_concern")])
    sources.merge(work(PREPRINT), work(acts.paper(1)), by=cast.editor)
    evidence.spread()
    article = acts.approved_again(article, cast)
    assert article.state == State.APPROVED
