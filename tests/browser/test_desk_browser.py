"""The board member's whole path in a browser: from the mail to the signature, nothing typed lost."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from articles import addresses
from articles import workflow as articles
from articles.deliveries import outbox
from reviews import workflow
from reviews.models import Assignment, Review
from reviews.models.review import CLAIM_VERDICTS
from tests import acts
from tests.browser import scenes
from tests.browser.admin import log_in, sound, tab
from tests.browser.conftest import PHONE
from tests.payloads import PAYLOADS
from tests.people import PASSWORD

__all__ = ["sound", "tab"]
pytestmark = pytest.mark.slow


TIE = {"item": "Consulting fees", "entity": "Hip Devices Ltd", "detail": "two lectures"}


@pytest.fixture
def seat(cast) -> Assignment:
    """Dr. Rivera's, accepted, on a text for two audiences."""
    return acts.seated(scenes.submitted(cast), cast.rivera, cast.editor)


def desk_of(seat: Assignment) -> str:
    return f"/admin/desk/{seat.pk}/"


def saved(page: Page) -> None:
    """Wait until the page says that it has saved what was typed; it looks every five seconds."""
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Draft saved \d"), timeout=9000)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_from_the_mail_to_the_signature(page, cast):
    workflow.invite(scenes.submitted(cast), cast.rivera, by=cast.editor)
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.to == [cast.rivera.user.email])
    link = re.search(r"/invitation/\S+", letter.body)[0]

    page.goto(link)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("You have accepted.")).to_be_visible()
    page.get_by_role("link", name="Go to your desk").click()
    page.get_by_label("Username:").fill("rivera")
    page.get_by_label("Password:").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label("Note to author").fill("A clear text. Say in the table when to stop.")
    saved(page)
    page.reload()
    expect(page.get_by_label("Note to author")).to_have_value("A clear text. Say in the table when to stop.")

    for claim in page.locator("fieldset.claim").all():
        claim.get_by_label("supported", exact=True).check()
    page.get_by_label("Clinician").and_(page.locator("[type=checkbox]")).check()
    page.get_by_label("Patient").and_(page.locator("[type=checkbox]")).check()
    page.get_by_label("Approve: this text").check()
    page.get_by_label("I have nothing to disclose").check()
    page.get_by_label("Your full name").fill("Pat Rivera")
    page.get_by_label("What your signature means").select_option("approval")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign the review").click()
    expect(page.get_by_text("Signed. Thank you for your review.")).to_be_visible()
    review = Review.objects.get()
    assert (review.verdict, review.signed_name, review.meaning) == ("approve", "Pat Rivera", "approval")
    assert review.note_to_author == "A clear text. Say in the table when to stop."


def test_a_review_goes_from_the_mail_to_the_signature_by_keyboard_alone(page, cast):
    text = "Adults may take ibuprofen 400 mg every 6 hours [2]. Rest the hip for 3 days [1]."
    seat = workflow.invite(acts.submitted(cast, text=text), cast.rivera, by=cast.editor)
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.to == [cast.rivera.user.email])
    page.goto(re.search(r"/invitation/\S+", letter.body)[0])
    tab_to(page, "[name=accept]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have accepted.")).to_be_visible()
    tab_to(page, f"a[href$='{desk_of(seat)}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/login/**")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("rivera")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(desk_of(seat))
    expect(page.get_by_role("button", name="Keys (?)")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    for _ in range(seat.round.revision.claims.count()):
        page.keyboard.press("s")
    page.keyboard.press("k")
    page.keyboard.press("m")
    page.keyboard.type("Name the label.")
    tab_to(page, "#sign_renditions_0")
    page.keyboard.press("Space")
    page.keyboard.press("v")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=note_to_author]")
    page.keyboard.type("Soften the second paragraph.")
    tab_to(page, "[name=disclosed]")
    page.keyboard.press("Space")
    tab_to(page, "[name=name]")
    page.keyboard.type("Pat Rivera")
    tab_to(page, "[name=meaning]")
    page.keyboard.type("Review")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed. Thank you for your review.")).to_be_visible()
    review = Review.objects.get()
    assert (review.verdict, set(review.claims.values())) == ("request_changes", {"supported"})
    assert list(review.claim_notes.values()) == ["Name the label."]


def test_one_key_says_again_what_was_said_of_the_same_claim(page, cast):
    changed = "Adults may take ibuprofen 400 mg every 6 hours [2]."
    seat = acts.seated(acts.submitted(cast, text=f"Avoid hills [1].\n\n{changed}\n"), cast.rivera, cast.editor)
    hills = seat.round.revision.claims.order_by("start")[0]
    acts.signed(seat, "request_changes", claims={hills.identity: "unsupported"}, claim_notes={hills.identity: "Who says so?"})
    text = f"Avoid hills [1].\n\n{changed.replace('400', '600')}\n"
    articles.revise(acts.fresh(seat.round.article), acts.draft(text), by=cast.author)
    again = acts.seated(acts.fresh(seat.round.article), cast.rivera, cast.editor)
    log_in(page, "rivera", desk_of(again))
    claim = page.locator(f"#claim-{hills.identity}")
    dose = page.locator("fieldset.claim").filter(has_text="600 mg")
    expect(dose).to_contain_text("New or changed since revision 1.")
    expect(dose.get_by_role("button", name="Say it again")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(dose.locator(":checked")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(claim.get_by_label("unsupported")).to_be_checked()
    expect(claim.get_by_label("To the author")).to_have_value("Who says so?")
    claim.get_by_label("supported", exact=True).check()
    claim.get_by_role("button", name="Say it again").click()
    expect(claim.get_by_label("unsupported")).to_be_checked()


def test_the_text_moves_along_with_the_claim_and_a_mark_leads_back(page, cast):
    text = "Rest the hip for 3 days [1].\n\n" + "Walk as it pleases you.\n\n" * 60 + "Adults may take ibuprofen 400 mg every 6 hours [2]."
    seat = acts.seated(acts.submitted(cast, text=text), cast.rivera, cast.editor)
    log_in(page, "rivera", desk_of(seat))
    page.keyboard.press("j")
    expect(page.locator(".pin.here")).to_be_in_viewport()
    expect(page.locator(".pin.here")).to_have_text("1")
    page.locator(".reading").evaluate("column => { column.scrollTop = 0 }")
    page.locator(".pin a", has_text="2").click()
    expect(page.locator("fieldset.claim:focus-within legend")).to_contain_text("Rest the hip for 3 days")


def test_a_comment_on_an_earlier_revision_is_lit_at_its_words_and_leads_there(page, cast, seat):
    quote = {"exact": "until walking is free of pain", "prefix": "", "suffix": ""}
    workflow.comment(seat, by=cast.rivera.user, body="Since when?", quote=quote, rendition="clinician")
    text = {"clinician": "A new beginning.\n\n" + scenes.CLINICIAN, "patient": scenes.PATIENT}
    acts.articles.revise(seat.round.article, acts.draft(renditions=text, references=4), by=cast.author)
    log_in(page, "rivera", desk_of(acts.seated(seat.round.article, cast.rivera, cast.editor)))
    page.get_by_role("button", name="Show in the text").click()
    assert page.evaluate("document.getSelection().toString().replace(/\\s+/g, ' ')") == quote["exact"]
    assert page.evaluate("CSS.highlights.get('commented').size") == 1


def test_a_killed_tab_loses_at_most_five_seconds(page, cast, seat):
    log_in(page, "rivera", desk_of(seat))
    page.get_by_label("Note to author").press_sequentially("An hour of careful work.")
    saved(page)
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(desk_of(seat))
    expect(again.get_by_label("Note to author")).to_have_value("An hour of careful work.")


def test_an_ended_session_is_told_and_what_was_typed_goes_on_after_a_new_log_in(page, cast, seat):
    log_in(page, "rivera", desk_of(seat))
    page.context.clear_cookies()
    page.get_by_label("Note to author").fill("An hour of careful work.")
    expect(page.locator("#saved")).to_contain_text("you are logged out", timeout=9000)
    other = page.context.new_page()
    log_in(other, "rivera", "/admin/")
    saved(page)
    assert acts.fresh(seat).draft["note_to_author"] == "An hour of careful work."


def test_a_restarted_server_loses_nothing_that_is_typed(page, live, cast, seat):
    log_in(page, "rivera", desk_of(seat))
    live.stop()
    page.get_by_label("Note to author").fill("An hour of careful work.")
    expect(page.locator("#saved")).to_contain_text("no connection", timeout=9000)
    live.web()
    saved(page)
    assert acts.fresh(seat).draft["note_to_author"] == "An hour of careful work."


def test_two_tabs_do_not_overwrite_each_other(page, cast, seat):
    log_in(page, "rivera", desk_of(seat))
    other = page.context.new_page()
    other.goto(desk_of(seat))
    page.get_by_label("Note to author").fill("From the first tab.")
    saved(page)
    other.get_by_label("Note to author").fill("From the second tab.")
    expect(other.locator("#saved")).to_contain_text("Another tab", timeout=9000)
    assert acts.fresh(seat).draft["note_to_author"] == "From the first tab."
    other.get_by_role("button", name="Save draft").click()
    saved(other)
    assert acts.fresh(seat).draft["note_to_author"] == "From the second tab."


def test_a_revision_that_arrives_meanwhile_refuses_the_signature_and_keeps_the_text(page, cast, seat):
    log_in(page, "rivera", desk_of(seat))
    page.get_by_label("Note to author").fill("An hour of careful work.")
    acts.articles.revise(seat.round.article, acts.draft(), by=cast.author)
    page.get_by_label("Request changes").check()
    page.get_by_label("Clinician").and_(page.locator("[type=checkbox]")).check()
    page.get_by_label("I have nothing to disclose").check()
    page.get_by_label("Your full name").fill("Pat Rivera")
    page.get_by_label("What your signature means").select_option("review")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign the review").click()
    expect(page.locator(".messagelist")).to_contain_text("it is at revision 2 now")
    expect(page.get_by_text("An hour of careful work.")).to_be_visible()
    expect(page.locator(".diff ins").first).to_be_visible()
    page.get_by_role("link", name="Read the new revision").click()
    expect(page.get_by_text("Revision 2 of")).to_be_visible()


def test_marked_words_become_the_quotation_of_a_comment(page, cast, seat):
    log_in(page, "rivera", desk_of(seat))
    page.get_by_text("Add a comment").click()
    page.locator("[data-audience=clinician] strong").first.dblclick()
    quoted = page.get_by_label("Words it is about").input_value().strip()
    assert quoted
    page.get_by_label("Comment:").fill("Since when?")
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.locator(".comments blockquote")).to_have_text(quoted)


def test_claims_are_judged_by_one_key_each(page, cast):
    text = "Adults may take ibuprofen 400 mg every 6 hours [2]. Rest the hip for 3 days [1]."
    seat = acts.seated(acts.submitted(cast, text=text), cast.rivera, cast.editor)
    claims = list(seat.round.revision.claims.all())
    assert len(claims) > 1
    log_in(page, "rivera", desk_of(seat))
    tab_to(page, "fieldset.claim input")
    for _ in claims:
        page.keyboard.press("s")
    page.keyboard.press("k")
    page.keyboard.press("n")
    expect(page.locator("#claims-left")).to_have_text(f"{len(claims)} of {len(claims)} claims")
    saved(page)
    kept = acts.fresh(seat).draft["claims"]
    assert sorted(kept.values()) == sorted(["needs_change", *["supported"] * (len(claims) - 1)])


def test_a_letter_typed_in_a_note_judges_nothing(page, cast):
    seat = acts.seated(
        acts.submitted(cast, text="Rest the hip for 3 days [1] [2]."), cast.rivera, cast.editor
    )
    log_in(page, "rivera", desk_of(seat))
    page.get_by_label("Note to author").press_sequentially("sun jokes")
    expect(page.get_by_label("Note to author")).to_have_value("sun jokes")
    assert page.locator("fieldset.claim :checked").count() == 0


def test_a_phone_shows_one_column_and_the_keys_work_there_too(page, cast):
    page.set_viewport_size(PHONE)
    text = "Adults may take ibuprofen 400 mg every 6 hours [2]. Rest the hip for 3 days [1]."
    seat = acts.seated(acts.submitted(cast, text=text), cast.rivera, cast.editor)
    log_in(page, "rivera", desk_of(seat))
    expect(page.get_by_role("button", name="Keys (?)")).to_be_visible()
    page.locator(".pin a", has_text="1").first.click()
    expect(page.locator("fieldset.claim:focus-within")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("#claims-left")).to_have_text(re.compile(r"1 of 2 claims"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_desk_works_without_javascript(browser, live, cast, seat):
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    tab = context.new_page()
    log_in(tab, "rivera", desk_of(seat))
    tab.get_by_label("Note to author").fill("Half a sen")
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.get_by_text("Your draft is saved.")).to_be_visible()
    expect(tab.get_by_label("Note to author")).to_have_value("Half a sen")
    context.close()


def test_the_board_members_pages_are_sound(sound, tab, cast, seat):
    invited = workflow.invite(acts.submitted(cast, question="Invited to this?"), cast.rivera, by=cast.editor)
    done = acts.seated(acts.submitted(cast, question="Done with this?"), cast.rivera, cast.editor)
    judged = {claim.identity: verdict for claim, verdict in zip(done.round.revision.claims.all(), CLAIM_VERDICTS, strict=False)}
    notes = dict.fromkeys(judged, "Say for whom.")
    acts.signed(done, "request_changes", note_to_editor="Weak.", claims=judged, claim_notes=notes, disclosure={"items": [TIE]})
    left = acts.seated(acts.submitted(cast, question="Left behind?"), cast.rivera, cast.editor)
    draft = {"note_to_author": "Half a sentence.", "claims": judged, "renditions": ["clinician"], "disclosure": {"items": [TIE]}}
    workflow.save_draft(left, draft, by=cast.rivera.user)
    acts.articles.revise(left.round.article, acts.draft(acts.TEXT + "\nWarm up [1].\n"), by=cast.author)
    log_in(tab, "rivera")
    sound("/admin/")
    sound("/admin/me/")
    again = acts.seated(left.round.article, cast.rivera, cast.editor)
    for one in (invited, seat, done, left, again):
        sound(desk_of(one))
    sound(addresses.invitation(invited.pk).removeprefix(addresses.absolute("")))
    sound(f"/admin/desk/{left.pk}/newest/")


def test_the_desk_can_be_read_at_four_hundred_percent(page, cast, seat):
    page.set_viewport_size({"width": 320, "height": 256})
    log_in(page, "rivera", desk_of(seat))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_no_payload_runs_at_the_desk(page, cast):
    """In text, question, titles, comments and drafts; `__ran` is what each of them would set."""
    log_in(page, cast.rivera.user.username)
    for start in range(0, 200, 50):
        some = PAYLOADS[start : start + 50]
        text = "\n\n".join([*some, *(f"[x]({p})" for p in some), "Rest [1]."]).replace("[@]", "")
        article = acts.submitted(cast, text=text, question=f"Why? {some[0]}"[:500], references=1)
        for finding in article.current.findings.filter(severity="error"):
            acts.articles.waive(finding, by=cast.editor, reason=some[1])
        seat = acts.seated(article, cast.rivera, cast.editor)
        workflow.comment(seat, by=cast.rivera.user, body="\n".join(some), quote={"exact": some[2]})
        workflow.save_draft(seat, {"note_to_author": "\n".join(some)}, by=cast.rivera.user)
        page.goto(desk_of(seat))
        expect(page.get_by_role("button", name="Sign the review")).to_be_visible()
        page.evaluate("document.querySelectorAll('*').forEach(e => { e.focus && e.focus() })")
        assert page.evaluate("window.__ran") is None
