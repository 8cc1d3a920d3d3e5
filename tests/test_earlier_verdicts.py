"""On the next revision a board member sees what they said of claims that stayed the same, and which are to be judged anew."""

from __future__ import annotations

import pytest

from articles import workflow as articles
from articles.models import Article, Policy
from citations import news
from reviews import workflow
from reviews.due import do_due
from reviews.models import Assignment
from tests import acts
from tests.desk import Visitor, queries, said

DOSE, HILLS = "Take ibuprofen 400 mg every 6 hours [1].", "Avoid hills in the first week [2]."


@pytest.fixture
def rivera(cast) -> Visitor:
    return Visitor(cast.rivera.user)


@pytest.fixture
def seat(cast) -> Assignment:
    """Dr. Rivera's, on two claims."""
    return acts.seated(acts.submitted(cast, text=f"{DOSE} {HILLS}\n"), cast.rivera, cast.editor)


@pytest.fixture
def judged(cast, seat) -> Article:
    """Dr. Rivera found the dose supported, the hills not, and asked for changes."""
    dose, hills = seat.round.revision.claims.order_by("start")
    verdicts = {dose.identity: "supported", hills.identity: "unsupported"}
    acts.signed(seat, "request_changes", claims=verdicts, claim_notes={hills.identity: "The trial had no hills."})
    return acts.fresh(seat.round.article)


def again(article: Article, cast, text: str, **said) -> Assignment:
    """Revised, and Dr. Rivera has taken a seat anew."""
    articles.revise(acts.fresh(article), acts.draft(text, **said), by=cast.author)
    return acts.seated(acts.fresh(article), cast.rivera, cast.editor)


def before(rivera: Visitor, seat: Assignment) -> dict[str, str]:
    """What stands beside each claim about earlier verdicts, by the claim's text."""
    shown = rivera.desk(seat).context["forms"]["sign"].judged()
    return {claim.text: earlier.words if earlier else "" for claim, _, _, earlier in shown}


def test_an_earlier_verdict_stands_beside_the_same_claim_with_its_note(cast, rivera, judged):
    seat = again(judged, cast, f"Rest first [1]. {DOSE} {HILLS}\n")
    shown = before(rivera, seat)
    assert shown[DOSE].startswith("You signed “supported” on revision 1,")
    assert shown[HILLS].startswith("You signed “unsupported” on revision 1,")
    page = said(rivera.desk(seat))
    assert "The trial had no hills." in page
    assert 'data-earlier="unsupported"' in page


def test_nothing_is_judged_by_an_earlier_verdict(cast, rivera, judged):
    form = rivera.desk(again(judged, cast, f"{DOSE} {HILLS}\n\nRest.\n")).context["forms"]["sign"]
    assert [field.value() for _, field, _, _ in form.judged()] == [None, None]


def test_a_mended_spelling_keeps_the_verdict(cast, rivera, judged):
    mended = HILLS.replace("hills", "hils")
    assert "unsupported" in before(rivera, again(judged, cast, f"{DOSE} {mended}\n"))[mended]


@pytest.mark.parametrize(
    "changed",
    [
        DOSE.replace("400", "800"),
        DOSE.replace("6 hours", "4 hours"),
        DOSE.replace("Take", "Do not take"),
        DOSE.replace("ibuprofen", "naproxen"),
    ],
)
def test_a_changed_dose_number_or_negation_is_to_be_judged_anew(cast, rivera, judged, changed):
    shown = before(rivera, again(judged, cast, f"{changed} {HILLS}\n"))
    assert shown[changed] == "New or changed since revision 1."
    assert "unsupported" in shown[HILLS]


def test_another_source_is_to_be_judged_anew_and_another_number_of_the_same_is_not(cast, rivera, judged):
    swapped = HILLS.replace("[2]", "[3]")
    seat = again(judged, cast, f"{DOSE} {swapped} Rest [2].\n", references=3)
    assert before(rivera, seat)[swapped] == "The sentence you judged on revision 1 cites other sources now."
    seat = again(judged, cast, f"{DOSE} {swapped} Rest [2].\n", papers=(1, 3, 2))
    assert "unsupported" in before(rivera, seat)[swapped]


def test_news_of_a_cited_work_asks_anew(cast, rivera, judged):
    news.tell(judged.current.entries.first().reference, by=cast.editor, nature="correction")
    shown = before(rivera, again(judged, cast, f"{DOSE} {HILLS}\n\nRest.\n"))
    assert shown[DOSE] == "There is news of its sources since you judged it on revision 1."
    assert "unsupported" in shown[HILLS]


def test_old_news_was_judged_with_and_asks_nothing_until_there_is_more(cast, rivera, judged):
    work = judged.current.entries.first().reference
    news.tell(work, by=cast.editor, nature="correction")
    second = again(judged, cast, f"{DOSE} {HILLS}\n\nRest.\n")
    acts.signed(second, "request_changes", claims={c.identity: "supported" for c in second.round.revision.claims.all()})
    third = again(judged, cast, f"{DOSE} {HILLS}\n\nRest well.\n")
    assert before(rivera, third)[DOSE].startswith("You signed “supported” on revision 2,")
    news.tell(work, by=cast.editor, nature="expression_of_concern")
    assert before(rivera, third)[DOSE] == "There is news of its sources since you judged it on revision 2."


def test_what_an_unsigned_draft_said_is_shown_as_that(cast, rivera, seat):
    dose = seat.round.revision.claims.order_by("start")[0]
    workflow.save_draft(seat, {"claims": {dose.identity: "supported"}, "claim_notes": 5}, by=cast.rivera.user)
    shown = before(rivera, again(seat.round.article, cast, f"{DOSE} {HILLS}\n\nRest.\n"))
    assert shown[DOSE].startswith("You drafted “supported”, unsigned, on revision 1,")
    assert shown[HILLS] == ""


@pytest.mark.parametrize("shape", [{"claims": [1]}, {"claims": {"x": {}}}, {"claims": {"x": "yes"}}, {"claims": 5}])
def test_a_draft_in_another_shape_says_nothing(cast, rivera, seat, shape):
    workflow.save_draft(seat, shape, by=cast.rivera.user)
    assert set(before(rivera, again(seat.round.article, cast, f"{DOSE}\n")).values()) == {""}


def test_the_latest_verdict_counts(cast, rivera, judged):
    second = again(judged, cast, f"{DOSE} {HILLS}\n\nRest.\n")
    claims = second.round.revision.claims.all()
    acts.signed(second, "request_changes", claims={claim.identity: "needs_change" for claim in claims})
    shown = before(rivera, again(judged, cast, f"{DOSE} {HILLS}\n\nRest well.\n"))
    assert shown[DOSE].startswith("You signed “needs change” on revision 2,")


def test_nobody_sees_what_a_colleague_said(cast, judged):
    articles.revise(judged, acts.draft(f"{DOSE} {HILLS}\n\nRest.\n"), by=cast.author)
    seat = acts.seated(acts.fresh(judged), cast.chen, cast.editor)
    assert set(before(Visitor(cast.chen.user), seat).values()) == {""}


def test_a_blind_look_shows_nothing_of_what_was_said_before(cast, rivera, judged):
    Policy.objects.update(calibration_percent=100)
    articles.revise(judged, acts.draft(f"{DOSE} {HILLS}\n\nRest.\n"), by=cast.author)
    for member in (cast.chen, cast.haddad):
        acts.signed(acts.seated(acts.fresh(judged), member, cast.editor))
    do_due()
    second = Assignment.objects.get(round__cause="calibration", board_member=cast.rivera)
    workflow.accept(second, by=cast.rivera.user)
    assert set(before(rivera, second).values()) == {""}


def test_earlier_verdicts_cost_the_same_queries_however_many(cast, rivera, judged):
    second = again(judged, cast, f"{DOSE} {HILLS}\n\nRest.\n")
    one = queries(lambda: rivera.desk(second))
    for days in range(3):
        seat = again(judged, cast, f"{DOSE} {HILLS}\n\nRest for {days} days.\n")
        acts.signed(seat, "request_changes", claims={c.identity: "supported" for c in seat.round.revision.claims.all()})
    last = again(judged, cast, f"{DOSE} {HILLS}\n\nRest very well.\n")
    assert queries(lambda: rivera.desk(last)) <= one <= 15
