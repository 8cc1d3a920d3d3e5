"""A source gets a notice: every article that cites it hears, whatever its state."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from articles import workflow as articles
from articles.deliveries import outbox
from articles.errors import Unmet
from articles.models import Delivery, Finding, State
from articles.status import public_status
from citations import clock, news
from citations.models import Notice, Reference
from citations.notices import Notice as Told
from reviews import evidence
from reviews import workflow as reviews
from reviews.models import Assignment, Confirmation
from tests import acts
from tests.client import Keyed, body
from tests.crowd import at_once
from tests.desk import Visitor, said

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,RetractionDOI,"
    "RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,\n"
)


def told(nature: str = "retraction", number: int = 1, day: date = date(2026, 5, 1)) -> Told:
    return Told(nature=nature, source="test", date=day, record_id=f"{nature}-{number}-{day}", doi=f"10.5555/hip.{number}")


def hear(*notices: Told) -> int:
    news.take(notices)
    return evidence.spread()


def codes(article) -> list[str]:
    return [f.code for f in acts.fresh(article).current.findings.all()]


def test_a_retraction_opens_a_re_review_of_an_approved_article(cast):
    article = acts.approved(cast)
    assert hear(told()) == 1
    article = acts.fresh(article)
    assert (article.state, article.questioned, article.open_round.cause) == (State.UNDER_REVIEW, "notice", "notice")
    assert "reference-retracted" in codes(article)


def test_the_public_page_says_so_at_once(cast):
    article = acts.approved(cast)
    hear(told())
    public = Keyed().read(f"public/articles/{article.slug}/").json()
    assert public["public_status"]["label"] == "In Re-review"
    assert public["reviewed_by"] == []
    assert public["last_reviewed"] is None


def test_author_and_editor_hear_with_the_news_in_words(cast):
    article = acts.approved(cast)
    hear(told())
    event = article.events.get(kind="reopened")
    assert "Hip flexor strain in runners, part 1" in event.words.text
    assert set(event.deliveries.values_list("recipient__username", flat=True)) == {"author", "editor"}


def test_good_news_asks_nobody_for_a_new_revision(cast):
    assert cast.editor
    acts.submitted(cast)
    hear(told())
    hear(told("reinstatement", day=date(2026, 6, 1)))
    outbox.send_owed()
    letters = [m for m in mail.outbox if m.subject.startswith("News of a source") and m.to == [cast.author.email]]
    assert ["please send a new revision" in letter.body for letter in letters] == [True, False]
    assert "there is nothing for you to do" in letters[1].body


WHERE = {
    "as given": ({"addresses": ("https://example.org/statement",), "notice_doi": "10.5555/notice"}, "https://example.org/statement"),
    "by its DOI": ({"notice_doi": "10.5555/a notice"}, "https://doi.org/10.5555/a%20notice"),
    "by its PMID": ({"notice_pmid": "123"}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
    "never by a script": ({"addresses": ("javascript:alert(1)",), "notice_pmid": "123"}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
}


@pytest.mark.parametrize("how", WHERE)
def test_whoever_must_read_the_news_gets_its_address(cast, how):
    given, address = WHERE[how]
    article = acts.under_review(cast)
    seat = article.open_round.assignments.get()
    acts.signed(seat)
    hear(Told(nature="retraction", source="test", record_id="1", doi="10.5555/hip.1", **given))
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.to == [cast.rivera.user.email] and "confirm" in m.subject)
    link = f'href="{address}"'
    assert f"({address})" in letter.body
    assert link in said(Visitor(cast.rivera.user).desk(seat))
    work = article.current.entries.get(number=1).reference
    assert link in said(Visitor(cast.editor).get(f"/admin/citations/reference/{work.pk}/change/"))


@pytest.mark.parametrize("nature", ["correction", "superseded"])
def test_lesser_news_is_a_finding_and_opens_nothing(cast, nature):
    article = acts.approved(cast)
    hear(told(nature))
    assert acts.fresh(article).state == State.APPROVED
    assert f"reference-{'corrected' if nature == 'correction' else nature}" in codes(article)


def test_the_same_news_twice_opens_one_re_review(cast):
    article = acts.approved(cast)
    assert [hear(told()), hear(told()), evidence.spread()] == [1, 0, 0]
    assert article.events.filter(kind="reopened").count() == 1
    assert Notice.objects.count() == 1


def test_news_that_was_read_at_the_re_review_opens_no_other(cast):
    article = acts.approved(cast)
    hear(told("expression_of_concern"))
    acts.approved_again(article, cast)
    assert evidence.take(article) is False
    assert acts.fresh(article).state == State.APPROVED


def test_a_signature_given_before_the_news_counts_only_when_confirmed(cast):
    article = acts.under_review(cast)
    first = Assignment.objects.get()
    acts.signed(first)
    hear(told("expression_of_concern"))
    assert acts.fresh(first).unconfirmed
    acts.signed(acts.seated(article, cast.chen, cast.editor))
    assert acts.fresh(article).state == State.UNDER_REVIEW
    reviews.confirm(first, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))
    assert acts.fresh(article).state == State.APPROVED
    assert Confirmation.objects.get().notices == [Notice.objects.get().pk]


def test_the_signer_is_asked_to_confirm(cast):
    acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    hear(told("expression_of_concern"))
    assert Delivery.objects.filter(template="notice_reviewer", recipient=cast.rivera.user).count() == 1


def test_a_signature_without_news_needs_no_confirmation(cast):
    acts.under_review(cast)
    seat = Assignment.objects.get()
    acts.signed(seat)
    with pytest.raises(Unmet):
        reviews.confirm(seat, by=cast.rivera.user, proof=acts.proof(cast.rivera.user))


def test_a_confirmation_over_the_api(cast):
    acts.under_review(cast)
    seat = Assignment.objects.get()
    acts.signed(seat)
    hear(told("expression_of_concern"))
    rivera = Keyed(cast.rivera.user)
    assert rivera.send(f"assignments/{seat.pk}/confirm/", {"password": "guess"}).status_code == 400
    answer = rivera.send(f"assignments/{seat.pk}/confirm/", {"password": "correct horse battery"})
    assert (answer.status_code, answer.json()["unconfirmed"]) == (200, False)


def test_a_retraction_in_a_first_review_keeps_it_from_being_approved(cast):
    article = acts.under_review(cast)
    acts.signed(Assignment.objects.get())
    hear(told())
    with pytest.raises(Unmet):
        reviews.invite(article, cast.chen, by=cast.editor)
    assert acts.fresh(article).errors == 1


def test_what_is_published_comes_into_doubt_though_an_update_is_in_play(cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft("Rest the hip [1]. Strengthen it [2]. More."), by=cast.author)
    hear(told())
    article = acts.fresh(article)
    assert (article.state, article.questioned) == (State.SUBMITTED, "notice")
    status = public_status(article, clock.today())
    assert (status.label, status.update_pending, status.stands) == ("In Re-review", True, False)


def test_an_update_without_the_source_answers_the_doubt(cast):
    article = acts.approved(cast)
    hear(told(number=2))
    articles.revise(article, acts.draft("Rest the hip [1].", references=1), by=cast.author)
    article = acts.approved_again(article, cast)
    assert (article.state, article.questioned) == (State.APPROVED, "")


def test_a_new_article_that_cites_a_retracted_work_is_told_on_arrival(cast):
    news.take([told()])
    assert "reference-retracted" in codes(acts.submitted(cast))


def test_a_dry_run_tells_of_a_retracted_work_too(cast):
    news.take([told()])
    acts.submitted(cast)
    answer = Keyed(cast.author).send("articles/?dry_run=true", body()).json()
    assert "reference-retracted" in [finding["code"] for finding in answer["findings"]]


def test_a_correction_after_a_retraction_leaves_the_work_retracted(cast):
    acts.approved(cast)
    hear(told(), told("correction", day=date(2026, 6, 1)))
    assert Reference.objects.get(identifiers__value="10.5555/hip.1").standing == ["retracted", "corrected"]


def test_a_reinstatement_lifts_a_retraction(cast):
    acts.submitted(cast)
    hear(told(), told("reinstatement", day=date(2026, 6, 1)))
    assert Reference.objects.get(identifiers__value="10.5555/hip.1").standing == []


def test_a_later_reinstatement_takes_the_finding_out_of_force_and_the_article_goes_on(cast):
    article = acts.submitted(cast)
    hear(told())
    assert (codes(article), acts.fresh(article).errors) == (["reference-retracted"], 1)
    assert hear(told("reinstatement", day=date(2026, 6, 1))) == 1
    assert (codes(article), acts.fresh(article).errors) == ([], 0)
    assert Finding.every.get(code="reference-retracted").superseded
    seat = acts.seated(article, cast.rivera, cast.editor)
    assert "has been retracted, and the page still cites it" not in said(Visitor(cast.rivera.user).desk(seat))


def test_a_reinstatement_leaves_what_else_was_found_and_what_was_waived(cast):
    article = acts.submitted(cast, text="Rest [1] [2] [3].")
    hear(told(), told("correction"), told("correction", number=2))
    retracted = acts.fresh(article).current.findings.get(code="reference-retracted")
    articles.waive(retracted, by=cast.editor, reason="It speaks of the cohort alone.")
    kept, errors = codes(article), acts.fresh(article).errors
    hear(told("reinstatement", day=date(2026, 6, 1)))
    assert (codes(article), acts.fresh(article).errors) == (kept, errors)


def test_one_articles_trouble_keeps_its_news_and_delays_no_other(cast, monkeypatch):
    first, second = acts.approved(cast), acts.approved(cast)
    whole = evidence.examination.add_news

    def fail_for_first(revision):
        if revision.article_id == first.pk:
            raise RuntimeError("a bad text")
        whole(revision)

    monkeypatch.setattr(evidence.examination, "add_news", fail_for_first)
    assert hear(told()) == 1
    assert acts.fresh(second).state == State.UNDER_REVIEW
    monkeypatch.undo()
    assert evidence.spread() == 1
    assert acts.fresh(first).state == State.UNDER_REVIEW


@pytest.mark.usefixtures("committed")
def test_an_approval_and_a_retraction_at_once_never_slip_past_each_other(cast):
    for turn in range(1, 11):
        article = acts.submitted(cast, question=f"Turn {turn}?", references=2)
        acts.signed(acts.seated(article, cast.rivera, cast.editor))
        seat = acts.seated(article, cast.chen, cast.editor)
        nature = told("expression_of_concern", day=date(2026, 1, turn))
        at_once([lambda: acts.signed(seat), lambda: news.take([nature])])
        evidence.spread()
        article = acts.fresh(article)
        assert article.state == State.UNDER_REVIEW
        assert article.questioned or article.open_round.tally().waiting


def test_a_file_of_notices_is_imported_and_told_what_it_did(cast, tmp_path, capsys):
    article = acts.approved(cast)
    row = "7,Hip,,,,,,Tyler,,,5/1/2026 0:00,10.5555/note,0,1/1/2022 0:00,10.5555/hip.1,0,Retraction,+Error in Data;,No,,\n"
    (tmp_path / "rw.csv").write_text(HEADER + row + row.replace("hip.1", "other").replace("7,", "8,") + "broken\n")
    call_command("import_notices", tmp_path / "rw.csv")
    captured = capsys.readouterr()
    assert "2 notices read, 2 new, 1 rows skipped" in captured.out
    assert "1 articles took news" in captured.out
    assert "line 4" in captured.err
    assert acts.fresh(article).questioned == "notice"


def test_a_file_imported_twice_doubles_nothing(cast, tmp_path, capsys):
    row = "7,Hip,,,,,,Tyler,,,5/1/2026 0:00,10.5555/note,0,1/1/2022 0:00,10.5555/hip.1,0,Retraction,+Error in Data;,No,,\n"
    (tmp_path / "rw.csv").write_text(HEADER + row)
    for _ in range(2):
        call_command("import_notices", tmp_path / "rw.csv")
    assert "1 notices read, 0 new" in capsys.readouterr().out
    assert Notice.objects.count() == 1


def test_a_file_that_is_not_there_is_said_plainly(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_notices", tmp_path / "none.csv")
