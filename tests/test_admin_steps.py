"""What an editor does from an article's page in admin, beyond inviting and deciding: the risk tier, suspected citations."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from articles import workflow as articles
from articles.deliveries import outbox
from articles.models import Article, Delivery, Tier
from reviews import workflow as reviews
from tests import acts
from tests.desk import Visitor, queries, said

BARE = "Rest the hip and walk as pain allows 1. Early strengthening shortens the recovery 2.\n"
DOSE = "Adults may take ibuprofen 200 to 400 mg by mouth every 6 hours [1]. Avoid hills [2].\n"


@pytest.fixture
def editor(cast) -> Visitor:
    return Visitor(cast.editor)


@pytest.fixture
def suspected(cast) -> Article:
    """With two bare numbers that read like markers."""
    return acts.submitted(cast, text=BARE)


def proposed(article: Article) -> list[int]:
    return list(article.current.findings.filter(code="citation-suspected").values_list("pk", flat=True))


def test_the_risk_tier_is_set_with_a_reason_that_the_history_keeps(cast, editor):
    article = acts.submitted(cast)
    assert editor.step(article, "rate", tier="high", reason="A surgeon reads this.").status_code == 302
    rated = acts.fresh(article)
    assert (rated.risk, rated.risk_by_editor) == (Tier.HIGH, True)
    page = said(editor.article(article))
    assert "A surgeon reads this." in page
    assert "set by an editor; by its claims it is medium" in page


def test_a_tier_without_a_reason_is_refused_at_its_field(cast, editor):
    answer = editor.step(acts.submitted(cast), "rate", tier="high", reason="  ")
    assert answer.status_code == 400
    assert answer.context["forms"]["rate"].errors["reason"]


def test_the_page_says_why_the_tier_is_what_it_is(cast, editor):
    page = said(editor.article(acts.submitted(cast, text=DOSE)))
    assert "1 claim: gives a dose" in page


@pytest.mark.parametrize("who", ["the editor", "the signer", "a reader of the desk"])
def test_a_claim_shows_its_reasons_and_the_arithmetic_of_its_dose(cast, editor, who):
    article = acts.submitted(cast, text=DOSE)
    seat = acts.seated(article, cast.rivera, cast.editor)
    if who == "a reader of the desk":
        acts.signed(seat)
    page = said(editor.article(article) if who == "the editor" else Visitor(cast.rivera.user).desk(seat))
    assert "High risk: gives a dose" in page
    assert "200-400 mg x 4 a day = 800-1,600 mg a day, oral, adults" in page


def test_a_suspected_citation_is_confirmed_from_beside_its_finding(cast, editor, suspected):
    _, second = proposed(suspected)
    page = said(editor.article(suspected))
    assert "Write it as a citation" in page
    assert "93% sure" in page
    assert editor.step(suspected, "bind", findings=[second]).status_code == 302
    text = acts.fresh(suspected).current.renditions.get().text
    assert "recovery [2]." in text
    assert "allows 1." in text


def test_all_suspected_citations_are_confirmed_at_once(cast, editor, suspected):
    assert "Write all 2 as citations" in said(editor.article(suspected))
    editor.step(suspected, "bind", findings=proposed(suspected))
    article = acts.fresh(suspected)
    assert (article.current.number, proposed(article)) == (2, [])
    assert "Write all" not in said(editor.article(article))


def test_a_finding_that_suspects_nothing_is_no_citation(cast, editor, suspected):
    other = acts.submitted(cast, text=BARE)
    answer = editor.step(suspected, "bind", findings=proposed(other))
    assert answer.status_code == 400
    assert acts.fresh(suspected).current.number == 1


def test_what_a_revision_meanwhile_made_stale_is_not_bound(cast, editor, suspected):
    shown = acts.fresh(suspected)
    articles.revise(suspected, acts.draft(BARE + "\nWarm up 1.\n"), by=cast.author)
    answer = editor.send_step(suspected, "bind", shown.current.content_hash, shown.event_seq, findings=proposed(shown))
    assert answer.status_code == 412
    assert "The article has changed since you opened this page" in said(answer)
    assert acts.fresh(suspected).current.number == 2


def test_the_author_is_told_when_an_editor_writes_citations(cast, editor, suspected):
    editor.step(suspected, "bind", findings=proposed(suspected))
    outbox.send_owed()
    (letter,) = [letter for letter in mail.outbox if letter.to == [cast.author.email]]
    assert letter.subject == "Revised by editor: How is a strained hip flexor treated?"
    assert "sent revision 2 of your article" in letter.body
    assert f"/api/v1/articles/{suspected.pk}/revisions/2/" in letter.body


def test_who_revises_their_own_article_is_told_nothing_of_it(cast, suspected):
    articles.revise(suspected, acts.draft("Rest the hip [1].\n", references=1), by=cast.author)
    assert not Delivery.objects.filter(recipient=cast.author).exists()


def test_a_decision_for_want_of_specialists_is_not_told_as_a_split(cast):
    article = acts.submitted(cast, specialty="Cardiology")
    for member in (cast.rivera, cast.chen):
        acts.signed(acts.seated(article, member, cast.editor))
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.to == [cast.editor.email] and m.subject.startswith("Your decision"))
    assert "Too few approvals come from its specialty, Cardiology." in letter.body
    assert "They do not all approve" not in letter.body
    assert "request changes" not in letter.body
    assert "then invite one more board member" in letter.body


def test_a_decision_about_a_split_says_so(cast):
    acts.split(cast)
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.to == [cast.editor.email] and m.subject.startswith("Your decision"))
    assert "- They do not all approve.\n" in letter.body
    assert "then request changes, reject, invite one more board member" in letter.body


def test_an_editor_sees_the_school_grade_of_each_text(cast, editor):
    plain = "You can walk as soon as it does not hurt. " * 6
    hard = "Progressive rehabilitation necessitates individualised consideration of comorbidities and contraindications. " * 6
    page = said(editor.article(acts.submitted(cast, renditions={"clinician": hard, "patient": plain})))
    shown = re.findall(r"words, school grade ([\d.-]+)", page)
    assert len(shown) == 2
    assert float(shown[0]) > 15 > 5 > float(shown[1])


def changed(article: Article, visitor: Visitor) -> str:
    return said(visitor.get(f"/admin/articles/article/{article.pk}/changes/"))


def test_before_inviting_an_editor_is_told_that_the_round_is_short_and_why(cast, editor):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT.replace("hip and", "hip  and")), by=cast.author)
    assert f"/admin/articles/article/{article.pk}/changes/" in said(editor.article(article))
    page = changed(article, editor)
    assert "a short round of one signer, for a minor correction. No claim, dose, number, negation" in page


def test_before_inviting_an_editor_is_told_why_the_round_is_whole(cast, editor):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT.replace("second week", "third week")), by=cast.author)
    page = changed(article, editor)
    assert "opens a whole round. " in page
    assert "a short round" not in page
    assert "Since the approved version (which is the revision before)" in page
    assert "<del>second</del><ins>third</ins>" in page


def test_an_editor_compares_with_the_approved_version_and_with_the_revision_before(cast, editor):
    article = acts.approved(cast)
    for week in ("third", "fourth"):
        articles.revise(acts.fresh(article), acts.draft(acts.TEXT.replace("second", week)), by=cast.author)
    page = changed(article, editor)
    assert re.findall(r"revision \d to \d", page) == ["revision 1 to 3", "revision 2 to 3"]
    assert "in question" not in page
    assert queries(lambda: editor.get(f"/admin/articles/article/{article.pk}/changes/")) <= 15


def test_a_first_revision_has_nothing_to_compare_with(cast, editor):
    page = changed(acts.submitted(cast), editor)
    assert "This is the first revision" in page
    assert "invitation" not in page


def test_the_letter_for_a_correction_tells_of_the_claims_to_judge(cast):
    article = acts.approved(cast, text=DOSE)
    articles.revise(article, acts.draft(DOSE.replace("Adults may", "Adults  may")), by=cast.author)
    reviews.invite(acts.fresh(article), cast.okafor, by=cast.editor)
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.to == [cast.okafor.user.email])
    assert "you see the difference. As your signature covers the whole text, its high-risk claim needs your judgement too." in letter.body
