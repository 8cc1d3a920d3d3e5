"""The managing editor's whole path in a browser, and every page of theirs in every look."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.models import Delivery
from citations import clock
from reviews import workflow
from reviews.models import Assignment
from tests import acts
from tests.browser import scenes
from tests.browser.admin import log_in, sound, tab
from tests.desk import page_of
from tests.payloads import PAYLOADS

__all__ = ["sound", "tab"]
pytestmark = pytest.mark.slow

DEFECTIVE = acts.TEXT + "\nSee also the trial of 2020 [9].\n"


def decide(page: Page, step: str, field: str, words: str) -> None:
    """Unfold a decision, say why, send it."""
    page.locator("summary", has_text=step).click()
    form = page.locator("details[open].step")
    form.get_by_label(field).fill(words)
    form.get_by_role("button", name=step).click()


def sign_all(verdicts: dict) -> None:
    """The board members accept and sign, each as told."""
    for seat in Assignment.objects.filter(state="invited").select_related(
        "round__article", "board_member__user"
    ):
        workflow.accept(seat, by=seat.board_member.user)
        acts.signed(seat, verdicts[seat.board_member.slug])


def test_from_the_queue_to_an_override_and_to_retirement(page, cast):
    article = acts.submitted(cast, text=DEFECTIVE, question="How is a strained hip flexor treated?")
    assert cast.rivera
    assert cast.chen
    log_in(page, cast.editor.username)
    page.get_by_role("link", name="Queue").click()
    expect(page.get_by_text("Settle the errors")).to_be_visible()
    page.get_by_role("link", name="How is a strained hip flexor treated?").click()

    expect(page.get_by_text("Nobody can be invited while")).to_be_visible()
    while page.locator(".remark.error:not(.waived)").count():
        remark = page.locator(".remark.error:not(.waived)").first
        remark.get_by_text("Waive", exact=True).click()
        remark.get_by_label("Why it may stand as it is").fill("The author sends the reference tomorrow.")
        remark.get_by_role("button", name="Waive this finding").click()
        expect(page.get_by_text("The finding is waived.")).to_be_visible()

    for name in ("Pat Rivera", "Pat Chen"):
        page.get_by_role("button", name=f"Invite {name}").click()
        expect(page.get_by_text("Invited.", exact=True)).to_be_visible()

    sign_all({"rivera": "approve", "chen": "request_changes"})
    page.reload()
    expect(page.get_by_text("1 of 2 approvals, 1 against")).to_be_visible()
    decide(page, "Approve by override", "Reason", "The objection concerns style alone.")
    expect(page.get_by_text("Approved by override.")).to_be_visible()
    assert acts.fresh(article).state == "approved"

    decide(page, "Retire", "Public notice", "Superseded by the guideline of this year.")
    expect(page.get_by_text("Retired.", exact=True)).to_be_visible()
    expect(page.locator(".events")).to_contain_text("Overridden")
    assert acts.fresh(article).retirement_notice == "Superseded by the guideline of this year."


def test_a_split_goes_back_to_its_author(page, cast):
    article = acts.split(cast)
    log_in(page, cast.editor.username, page_of(article))
    decide(page, "Request changes", "What to change", "Mend the second paragraph.")
    expect(page.get_by_text("The author is asked for changes.")).to_be_visible()
    assert acts.fresh(article).state == "changes_requested"


def test_what_was_typed_on_an_older_revision_is_refused_and_kept(page, cast):
    article = acts.submitted(cast)
    log_in(page, cast.editor.username, page_of(article))
    page.locator("summary", has_text="Reject").click()
    page.locator("#reject_reason").fill("A long and careful reason.")
    acts.articles.revise(article, acts.draft(acts.TEXT + "\nWarm up [1].\n"), by=cast.author)
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".messagelist")).to_contain_text("it is at revision 2 now")
    expect(page.locator("#reject_reason")).to_have_value("A long and careful reason.")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Rejected.", exact=True)).to_be_visible()


def test_an_audience_is_chosen_by_arrow_keys(page, cast):
    article = scenes.submitted(cast)
    log_in(page, cast.editor.username, page_of(article))
    page.locator("#shown-clinician").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="What you can do")).to_be_visible()
    expect(page.get_by_role("heading", name="From the guidelines")).to_be_hidden()


def test_a_new_key_is_shown_once(page, cast):
    assert cast.author
    log_in(page, cast.editor.username, "/admin/articles/apikey/add/")
    page.get_by_label("Account").fill("author")
    page.get_by_role("button", name="Make the key").click()
    key = page.locator("code.secret").inner_text()
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_text(key)).to_have_count(0)


def test_the_editors_pages_are_sound(sound, tab, cast):
    split = scenes.changes_requested(cast)
    acts.split(
        cast, question="Who settles this split, and how soon may it be settled after both have signed?"
    )
    acts.submitted(cast, text=DEFECTIVE, question="What of this one with its errors?")
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(
        failed_at=clock.now(), last_error="SMTPRecipientsRefused: 550 no such mailbox"
    )
    article = acts.split(cast, text=acts.TEXT + "Walk [2] [1].\n", question="Is this open?")
    sound("/admin/login/")
    log_in(tab, cast.editor.username)
    for path in ("/admin/", "/admin/queue/", page_of(article), page_of(split)):
        sound(path)
    sound(f"/admin/articles/article/{article.pk}/history/")
    for table in (
        "articles/article",
        "articles/policy",
        "articles/delivery",
        "articles/apikey",
        "citations/reference",
    ):
        sound(f"/admin/{table}/")
    sound("/admin/articles/apikey/add/")
    sound("/admin/articles/policy/high/change/")
    sound("/admin/reviews/boardmember/")
    sound(f"/admin/reviews/boardmember/{cast.rivera.pk}/change/")


def test_djangos_own_forms_obey_our_policy_for_scripts_and_styles(page, cast):
    """The tab's fixture fails where the console complains."""
    log_in(page, cast.editor.username)
    for path in (
        "/admin/articles/policy/high/change/",
        f"/admin/reviews/boardmember/{cast.rivera.pk}/change/",
    ):
        page.goto(path)
    page.get_by_label("Bio").fill("Treats runners.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def test_no_payload_runs_on_the_editors_pages(page, cast):
    """In text, question, comments, notes, reasons and names; `__ran` is what each of them would set."""
    cast.rivera.name = PAYLOADS[0][:200]
    cast.rivera.save()
    log_in(page, cast.editor.username)
    for start in range(0, 200, 50):
        some = PAYLOADS[start : start + 50]
        text = "\n\n".join([*some, *(f"[x]({p})" for p in some), "Rest [1]."]).replace("[@]", "")
        question = f"Why? {some[0]}"[:500]
        article = acts.submitted(cast, text=text, question=question, references=1, note=some[3])
        for finding in article.current.findings.filter(severity="error"):
            acts.articles.waive(finding, by=cast.editor, reason=some[1])
        seat = acts.seated(article, cast.rivera, cast.editor)
        workflow.comment(seat, by=cast.rivera.user, body="\n".join(some), quote={"exact": some[2]})
        acts.signed(seat, "reject", note_to_author=some[4], note_to_editor="\n".join(some), name=some[5])
        for path in (page_of(article), "/admin/queue/", "/admin/", "/admin/articles/article/"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('*').forEach(e => { e.focus && e.focus() })")
            assert page.evaluate("window.__ran") is None
