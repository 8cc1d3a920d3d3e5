"""The managing editor in admin: the queue, an article's page, and each step from it as a form."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles import workflow as articles
from articles.models import Article, State
from citations import clock
from reviews import workflow as reviews
from reviews.models import Assignment
from tests import acts
from tests.desk import Visitor, page_of, queries, said
from tests.people import person

DANGLING = "Rest the hip [1]. Walk [2]. See also [9].\n"


@pytest.fixture
def editor(cast) -> Visitor:
    return Visitor(cast.editor)


def revised(article: Article, cast) -> Article:
    text = acts.TEXT + "\nWarm up first [1].\n"
    changed, _ = articles.revise(acts.fresh(article), acts.draft(text), by=cast.author)
    return changed


def a_finding(article: Article):
    return acts.fresh(article).current.findings.filter(severity="error").first()


# --- Who may come in --------------------------------------------------------------------------------------

PAGES = {
    "queue": "/admin/queue/",
    "articles": "/admin/articles/article/",
    "an article": "/admin/articles/article/{article}/change/",
    "its history": "/admin/articles/article/{article}/history/",
    "what changed": "/admin/articles/article/{article}/changes/",
    "policies": "/admin/articles/policy/",
    "a policy": "/admin/articles/policy/high/change/",
    "the board": "/admin/reviews/boardmember/",
    "a board member": "/admin/reviews/boardmember/{member}/change/",
    "a new board member": "/admin/reviews/boardmember/add/",
    "deliveries": "/admin/articles/delivery/",
    "questions": "/admin/articles/question/",
    "keys": "/admin/articles/apikey/",
    "a new key": "/admin/articles/apikey/add/",
    "references": "/admin/citations/reference/",
    "drug labels": "/admin/articles/druglabel/",
    "a table of Django's": "/admin/auth/user/",
    "an app's page": "/admin/articles/",
}


def address(name: str, article: Article, cast) -> str:
    return PAGES[name].format(article=article.pk, member=cast.rivera.pk)


@pytest.mark.parametrize("name", PAGES)
def test_an_editors_page_is_not_found_by_a_board_member(cast, name):
    article = acts.under_review(cast)
    assert Visitor(cast.rivera.user).get(address(name, article, cast)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_editors_page_is_not_found_by_an_author(cast, name):
    article = acts.under_review(cast)
    assert Visitor(cast.author).get(address(name, article, cast)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_editors_page_asks_a_stranger_to_log_in(cast, name):
    article = acts.under_review(cast)
    answer = Visitor().get(address(name, article, cast))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/?next=/admin/")


@pytest.mark.parametrize("name", [name for name in PAGES if "Django" not in name])
def test_an_editors_page_opens_for_an_editor_and_for_a_superuser(cast, editor, name):
    article = acts.under_review(cast)
    assert editor.get(address(name, article, cast)).status_code == 200
    root = Visitor(person("root", is_superuser=True, is_staff=True))
    assert root.get(address(name, article, cast)).status_code == 200


def test_the_staff_flag_alone_opens_nothing(cast):
    clerk = person("clerk", is_staff=True)
    assert Visitor(clerk).get("/admin/").status_code == 404


def test_an_author_cannot_log_in_here(cast):
    answer = Visitor().post(
        "/admin/login/", {"username": cast.author.username, "password": "correct horse battery"}
    )
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize(
    "step", ["invite", "waive", "bind", "rate", "request_changes", "approve", "reopen", "reject", "retire"]
)
@pytest.mark.parametrize("who", ["author", "rivera", "okafor"])
def test_a_step_is_not_found_by_who_is_no_editor(cast, who, step):
    article = acts.under_review(cast)
    user = cast.author if who == "author" else getattr(cast, who).user
    assert Visitor(user).step(article, step, reason="x").status_code == 404
    assert acts.fresh(article).state == State.UNDER_REVIEW


@pytest.mark.parametrize("step", ["revise", "withdraw", "begin_review", "complete", "delete"])
def test_no_other_step_of_the_map_has_an_address(cast, editor, step):
    assert editor.step(acts.submitted(cast), step, reason="x").status_code == 404


def test_a_get_of_a_steps_address_changes_nothing(cast, editor):
    article = acts.submitted(cast)
    answer = editor.get(f"/admin/articles/article/{article.pk}/step/reject/?reason=x")
    assert answer["Location"] == page_of(article)
    assert acts.fresh(article).state == State.SUBMITTED


def test_a_step_without_its_csrf_token_is_refused(cast):
    article = acts.submitted(cast)
    visitor = Visitor(cast.editor)
    visitor.handler.enforce_csrf_checks = True
    assert visitor.step(article, "reject", reason="Out of scope.").status_code == 403


@pytest.mark.parametrize("path", ["add/", "{}/delete/"])
def test_articles_are_neither_added_nor_deleted(cast, editor, path):
    article = acts.submitted(cast)
    assert editor.get("/admin/articles/article/" + path.format(article.pk)).status_code == 404


# --- An article's page ------------------------------------------------------------------------------------


def test_the_page_shows_text_references_findings_and_history(cast, editor):
    article = acts.submitted(cast, text=DANGLING)
    page = said(editor.article(article))
    for words in ("Rest the hip", "Hip flexor strain in runners, part 1", "citation-dangling", "Submitted"):
        assert words in page


def test_the_page_offers_what_actions_says_and_nothing_else(cast, editor):
    offered = {
        acts.submitted(cast): {"invite", "reject"},
        acts.split(cast): {"invite", "request_changes", "approve", "reject"},
        acts.approved(cast): {"reopen", "retire"},
    }
    for article, steps in offered.items():
        page = said(editor.article(article))
        assert {
            s
            for s in ("invite", "request_changes", "approve", "reject", "reopen", "retire")
            if f"/step/{s}/" in page
        } == steps


def test_an_editor_who_wrote_it_is_offered_nothing_and_told_no_names(cast):
    writer = person("writing", "managing editor", "author")
    article = articles.submit(acts.draft(), by=writer)
    acts.signed(acts.seated(article, cast.rivera, cast.editor), note_to_editor="A secret for the editor.")
    page = said(Visitor(writer).article(article))
    assert "/step/" not in page
    assert "Rivera" not in page
    assert "A secret" not in page
    assert "another editor decides" in page


def test_an_editor_who_wrote_it_takes_no_step(cast):
    writer = person("writing", "managing editor", "author")
    article = articles.submit(acts.draft(), by=writer)
    assert Visitor(writer).step(article, "reject", reason="Mine.").status_code == 403
    assert acts.fresh(article).state == State.SUBMITTED


def test_each_exclusion_is_explained(cast, editor):
    cast.chen.licence_revoked_at = clock.today()
    cast.chen.save()
    page = said(editor.article(acts.submitted(cast)))
    assert "licence revoked on" in page


def test_the_editor_reads_both_notes_of_a_review(cast, editor):
    article = acts.submitted(cast)
    seat = acts.seated(article, cast.rivera, cast.editor)
    acts.signed(seat, "request_changes", note_to_author="Soften it.", note_to_editor="Weak source.")
    page = said(editor.article(article))
    assert "Soften it." in page
    assert "Weak source." in page


def test_the_history_tells_who_when_before_after_and_why(cast, editor):
    article = acts.split(cast)
    reviews.request_changes(article, by=cast.editor, reason="Mend the dose.")
    page = said(editor.get(f"/admin/articles/article/{article.pk}/history/"))
    for words in ("Changes requested", "under review", "Mend the dose.", "Pat Rivera", "editor"):
        assert words in page


def test_a_long_history_comes_in_pages(cast, editor, monkeypatch):
    monkeypatch.setattr("reviews.admin.articles.PAGE", 3)
    article = acts.approved(cast)
    first = said(editor.get(f"/admin/articles/article/{article.pk}/history/"))
    assert "?before=6" in first
    assert "Submitted" not in first
    assert "Submitted" in said(editor.get(f"/admin/articles/article/{article.pk}/history/?before=2"))


def test_an_article_that_is_not_there_is_not_found(cast, editor):
    for pk in ("0", "999999", "99999999999999999999", "abc"):
        assert editor.get(f"/admin/articles/article/{pk}/change/").status_code == 404


# --- Steps ------------------------------------------------------------------------------------------------


def test_inviting_asks_the_board_member(cast, editor):
    article = acts.submitted(cast)
    due = clock.today() + timedelta(days=9)
    answer = editor.step(article, "invite", board_member=cast.rivera.pk, due=due.isoformat())
    assert answer["Location"] == page_of(article)
    assert Assignment.objects.get().review_by == due


def test_inviting_without_a_date_takes_the_policys(cast, editor):
    editor.step(acts.submitted(cast), "invite", board_member=cast.rivera.pk)
    assert Assignment.objects.get().review_by == clock.today() + timedelta(days=14)


def test_waiving_needs_a_reason(cast, editor):
    article = acts.submitted(cast, text=DANGLING)
    finding = a_finding(article)
    assert editor.step(article, "waive", finding=finding.pk, reason="  ").status_code == 400
    assert acts.fresh(finding).waived_at is None


def test_waiving_lets_the_invitation_through(cast, editor):
    article = acts.submitted(cast, text=DANGLING)
    for finding in article.current.findings.filter(severity="error"):
        editor.step(article, "waive", finding=finding.pk, reason="The author promised the reference.")
    assert editor.step(article, "invite", board_member=cast.rivera.pk).status_code == 302


def test_a_finding_of_another_article_cannot_be_waived_from_here(cast, editor):
    other = acts.submitted(cast, text=DANGLING)
    answer = editor.step(acts.submitted(cast), "waive", finding=a_finding(other).pk, reason="x")
    assert answer.status_code == 400
    assert a_finding(other).waived_at is None


def test_requesting_changes_sends_it_back(cast, editor):
    article = acts.split(cast)
    editor.step(article, "request_changes", reason="Mend the dose.")
    assert acts.fresh(article).state == State.CHANGES_REQUESTED


def test_an_override_approves_a_split(cast, editor):
    article = acts.split(cast)
    editor.step(article, "approve", reason="The objection concerns style.")
    assert acts.fresh(article).state == State.APPROVED


def test_rejecting_ends_it(cast, editor):
    article = acts.submitted(cast)
    editor.step(article, "reject", reason="Out of scope.")
    assert acts.fresh(article).state == State.REJECTED


def test_reopening_opens_a_round_for_its_cause(cast, editor):
    article = acts.approved(cast)
    editor.step(article, "reopen", cause="report", reason="A reader found an error.")
    assert acts.fresh(article).questioned == "report"


def test_retiring_leaves_the_notice(cast, editor):
    article = acts.approved(cast)
    editor.step(article, "retire", notice="Superseded by the new guideline.")
    assert acts.fresh(article).retirement_notice == "Superseded by the new guideline."


def test_what_the_door_refuses_is_said_and_what_was_typed_is_kept(cast, editor):
    article = acts.under_review(cast)
    answer = editor.step(article, "invite", board_member=cast.rivera.pk, due="2031-05-06")
    assert answer.status_code == 409
    assert "has a seat in this round already" in said(answer)
    assert "2031-05-06" in said(answer)


def test_what_the_door_says_of_a_field_stands_at_the_field(cast, editor):
    answer = editor.step(acts.submitted(cast), "invite", board_member=cast.rivera.pk, due="2001-01-01")
    assert answer.status_code == 400
    assert "The due date has passed already." in said(answer)


def test_a_step_that_is_no_longer_possible_shows_what_was_typed_without_a_button(cast, editor):
    article = acts.submitted(cast)
    shown = acts.fresh(article)
    articles.withdraw(article, by=cast.author)
    answer = editor.send_step(
        article, "reject", shown.current.content_hash, shown.event_seq, reason="A long reason."
    )
    assert answer.status_code == 412
    assert "A long reason." in said(answer)
    assert "/step/reject/" not in said(answer)


# --- Forms opened on something older ----------------------------------------------------------------------

TYPED = {
    "reject": {"reason": "A long and careful reason."},
    "retire": {"notice": "A long and careful notice."},
}


@pytest.mark.parametrize("step", TYPED)
def test_a_form_opened_on_an_older_revision_is_refused_and_keeps_what_was_typed(cast, editor, step):
    article = acts.approved(cast)
    seen = acts.fresh(article)
    newer = revised(article, cast)
    answer = editor.send_step(article, step, seen.current.content_hash, seen.event_seq, **TYPED[step])
    assert answer.status_code == 412
    assert "it is at revision 2 now" in said(answer)
    assert next(iter(TYPED[step].values())) in said(answer)
    assert acts.fresh(article).state == newer.state == State.SUBMITTED


def test_an_invitation_from_a_page_that_showed_an_older_revision_is_refused(cast, editor):
    article = acts.submitted(cast)
    seen = acts.fresh(article)
    revised(article, cast)
    answer = editor.send_step(
        article, "invite", seen.current.content_hash, seen.event_seq, board_member=cast.rivera.pk
    )
    assert answer.status_code == 412
    assert not Assignment.objects.exists()


def test_a_waiver_from_a_page_that_showed_an_older_revision_keeps_its_reason(cast, editor):
    article = acts.submitted(cast, text=DANGLING)
    seen, finding = acts.fresh(article), a_finding(article)
    revised(article, cast)
    answer = editor.send_step(
        article,
        "waive",
        seen.current.content_hash,
        seen.event_seq,
        finding=finding.pk,
        reason="A careful reason.",
    )
    assert answer.status_code == 412
    assert "A careful reason." in said(answer)


def test_a_decision_is_refused_when_anything_happened_since(cast, editor):
    article = acts.split(cast)
    seen = acts.fresh(article)
    reviews.invite(article, cast.haddad, by=cast.editor)
    answer = editor.send_step(
        article, "reject", seen.current.content_hash, seen.event_seq, reason="A reason."
    )
    assert answer.status_code == 412
    assert "Something happened" in said(answer)


def test_a_refused_form_sent_again_from_the_new_page_goes_through(cast, editor):
    article = acts.submitted(cast)
    seen = acts.fresh(article)
    newer = revised(article, cast)
    refused = editor.send_step(
        article, "reject", seen.current.content_hash, seen.event_seq, reason="Out of scope."
    )
    assert newer.current.content_hash in said(refused)
    editor.step(article, "reject", reason="Out of scope.")
    assert acts.fresh(article).state == State.REJECTED


# --- The queue, the home, the list ------------------------------------------------------------------------


def questions(page: str, *names: str) -> list[str]:
    return sorted((name for name in names if name in page), key=page.index)


def test_the_queue_puts_a_published_text_in_doubt_first(cast, editor):
    acts.submitted(cast, question="Is waiting long?")
    article = acts.approved(cast, question="Is it in doubt?")
    reviews.reopen(article, by=cast.editor, cause="report", reason="A reader wrote.")
    page = said(editor.get("/admin/queue/"))
    assert questions(page, "Is waiting long?", "Is it in doubt?") == ["Is it in doubt?", "Is waiting long?"]


def test_the_queue_comes_in_pages_that_miss_nothing(cast, editor, monkeypatch):
    monkeypatch.setattr("reviews.editors.triage.PAGE", 2)
    names = [f"Question number {n}?" for n in range(5)]
    for name in names:
        acts.submitted(cast, question=name)
    doubtful = acts.approved(cast, question="Is it in doubt?")
    reviews.reopen(doubtful, by=cast.editor, cause="report", reason="A reader wrote.")
    found, path = [], "/admin/queue/"
    while path:
        answer = editor.get(path)
        found += [line.article.current.question for line in answer.context["page"].lines]
        path = (
            f"/admin/queue/?after={answer.context['page'].next}".replace("+", "%2B")
            if answer.context["page"].next
            else ""
        )
    assert found == ["Is it in doubt?", *names]


@pytest.mark.parametrize(
    "key", ["x", "11_1", "11_1_yesterday", "1_1_2026-01-01T00:00:00+00:00", "11_1_2026-01-01"]
)
def test_a_key_that_is_none_starts_the_queue(cast, editor, key):
    acts.submitted(cast)
    answer = editor.get("/admin/queue/", {"after": key})
    assert len(answer.context["page"].lines) == 1


MOVES = {
    "Settle the errors": lambda cast: acts.submitted(cast, text=DANGLING),
    "Invite": acts.submitted,
    "Decide": acts.split,
}


@pytest.mark.parametrize("move", MOVES)
def test_the_queue_says_what_an_article_waits_for(cast, editor, move):
    MOVES[move](cast)
    assert [line.move for line in editor.get("/admin/queue/").context["page"].lines] == [move]


def test_the_queue_says_when_the_board_has_the_next_move(cast, editor):
    article = acts.under_review(cast)
    reviews.invite(article, cast.chen, by=cast.editor)
    assert editor.get("/admin/queue/").context["page"].lines[0].move == "Wait for the board"


def test_the_editors_home_tells_decisions_lapsed_reviews_and_licences(cast, editor):
    acts.split(cast, question="Who decides here?")
    acts.approved(cast, question="Is this overdue?")
    cast.okafor.licence_verified_at = None
    cast.okafor.save()
    with clock.shifted(days=800):
        page = said(editor.get("/admin/"))
    for words in ("To decide", "Who decides here?", "Review overdue", "Is this overdue?", "not verified"):
        assert words in page


def test_the_list_finds_by_words_external_id_and_number(cast, editor):
    article = acts.submitted(cast, question="How is a torn meniscus treated?", external_id="pipe-7")
    acts.submitted(cast, question="What is gout?")
    for term in ("torn meniscus", "pipe-7", str(article.pk)):
        page = said(editor.get("/admin/articles/article/", {"q": term}))
        assert "torn meniscus treated" in page
        assert "What is gout?" not in page


def test_the_list_filters(cast, editor):
    acts.submitted(cast, question="Is this submitted?")
    acts.approved(cast, question="Is this approved?")
    page = said(editor.get("/admin/articles/article/", {"state__exact": "approved"}))
    assert "Is this approved?" in page
    assert "Is this submitted?" not in page


def test_the_list_is_paged_by_key_both_ways(cast, editor, monkeypatch):
    monkeypatch.setattr("reviews.admin.articles.ArticleAdmin.list_per_page", 2)
    pks = [acts.submitted(cast, question=f"Question {n}?").pk for n in range(5)][::-1]

    def shown(**where: int) -> list[int]:
        return [a.pk for a in editor.get("/admin/articles/article/", where).context["cl"].result_list]

    assert shown() == pks[:2]
    assert shown(before=pks[1]) == pks[2:4]
    assert shown(before=pks[3]) == pks[4:]
    assert shown(after=pks[4]) == pks[2:4]


def test_the_list_counts_nothing_and_skips_nothing(cast, editor, django_assert_num_queries):
    acts.submitted(cast)
    with django_assert_num_queries(4) as captured:
        editor.get("/admin/articles/article/")
    assert not [q for q in captured if "COUNT(" in q["sql"] or "OFFSET" in q["sql"]]


# --- What the pages cost ----------------------------------------------------------------------------------


def a_full_life(cast, name: str) -> Article:
    """Rounds, dissent, comments, findings, a published version: all that a page can show."""
    article = acts.approved(cast, question=name)
    reviews.reopen(article, by=cast.editor, cause="report", reason="A reader wrote.")
    seat = acts.seated(article, cast.rivera, cast.editor)
    reviews.comment(seat, by=cast.rivera.user, body="Say more.", quote={"exact": "Rest"})
    acts.signed(seat, "request_changes")
    return acts.fresh(article)


COSTS = {
    "/admin/": 14,
    "/admin/queue/": 8,
    "/admin/articles/article/": 4,
    "/admin/reviews/boardmember/": 5,
    "/admin/articles/delivery/?fate=any": 5,
    "/admin/citations/reference/": 5,
    "/admin/articles/policy/": 5,
}


@pytest.mark.parametrize("path", COSTS)
def test_a_list_costs_the_same_queries_however_much_there_is(cast, editor, path):
    a_full_life(cast, "First?")
    acts.split(cast)
    few = queries(lambda: editor.get(path))
    for n in range(6):
        a_full_life(cast, f"Question {n}?")
        acts.split(cast)
        acts.submitted(cast, text=DANGLING)
    assert queries(lambda: editor.get(path)) == few <= COSTS[path]


def test_an_articles_page_costs_the_same_queries_however_much_it_shows(cast, editor):
    small = acts.under_review(cast)
    large = a_full_life(cast, "Large?")
    acts.signed(acts.seated(large, cast.chen, cast.editor))
    reviews.approve(acts.fresh(large), by=cast.editor, reason="Style only.")
    for _ in range(3):
        reviews.reopen(acts.fresh(large), by=cast.editor, cause="report", reason="Again.")
        for member in (cast.rivera, cast.chen):
            seat = acts.seated(large, member, cast.editor)
            reviews.comment(seat, by=member.user, body="Say more.", quote={"exact": "Rest"})
            acts.signed(seat)
    reviews.reopen(acts.fresh(large), by=cast.editor, cause="report", reason="Again.")
    acts.seated(large, cast.rivera, cast.editor)
    assert queries(lambda: editor.article(large)) == queries(lambda: editor.article(small)) <= 15


@pytest.mark.parametrize("arranged", [acts.split, acts.approved, acts.submitted, acts.under_review])
def test_no_page_of_an_article_costs_over_15_queries(cast, editor, arranged):
    article = arranged(cast)
    assert queries(lambda: editor.article(article)) <= 15
    assert queries(lambda: editor.get(f"/admin/articles/article/{article.pk}/history/")) <= 15
