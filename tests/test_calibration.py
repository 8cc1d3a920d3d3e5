"""Calibration: a share of approvals gets a second, blind review, which changes nothing and is for editors only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from articles import workflow as articles
from articles.deliveries import outbox
from articles.models import Delivery, Policy, Preference, State
from articles.webhooks import calling, receivers
from citations import clock
from reviews import workflow as reviews
from reviews.due import do_due
from reviews.editors import calibration
from reviews.models import Assignment, Due, Round, Seat
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, queries, said
from tests.people import physician
from tests.receivers import Receiver


@pytest.fixture
def every(db):
    """Every approval is looked at twice."""
    Policy.objects.update(calibration_percent=100)


def second(cast, **said_too):
    """The seat of the second look at an approval by Rivera and Chen."""
    assert cast.haddad
    article = acts.approved(cast, **said_too)
    do_due()
    return article, Assignment.objects.get(round__cause="calibration")


def test_the_clock_asks_somebody_who_did_not_sign(cast, every):
    article, seat = second(cast)
    assert (seat.board_member, seat.state) == (cast.haddad, Seat.INVITED)
    letter = Delivery.objects.get(template="invited_reviewer", recipient=cast.haddad.user)
    assert letter.data["assignment"] == seat.pk
    assert acts.fresh(article).state == State.APPROVED


def test_the_letter_asks_for_a_second_look_and_its_link_answers(cast, every, client):
    _, seat = second(cast)
    outbox.send_owed()
    letter = next(m for m in mail.outbox if m.to == ["haddad@example.org"])
    assert "The editors ask you to review" in letter.body
    assert "a second, independent look" in letter.body
    assert "None" not in letter.body
    link = next(line.strip() for line in letter.body.splitlines() if "/invitations/" in line or "/invitation/" in line)
    page = client.get(link.partition("testserver")[2] or "/" + link.split("/", 3)[3])
    assert page.status_code == 200
    assert acts.fresh(seat).state == Seat.INVITED


def test_where_nobody_else_is_free_nobody_is_asked(cast, every):
    acts.approved(cast)
    do_due()
    assert not Round.objects.filter(cause="calibration").exists()


def test_whoever_becomes_free_later_is_asked_then_and_once(cast, every):
    article = acts.approved(cast)
    do_due()
    assert cast.haddad
    for days in (7, 14):
        with clock.shifted(days=days):
            do_due()
    assert Round.objects.filter(cause="calibration", article=article).count() == 1
    assert not Due.objects.filter(step="calibrate", done_at=None).exists()


def test_nobody_is_asked_about_an_approval_of_long_ago(cast, every):
    acts.approved(cast)
    for days in range(0, 42, 7):
        with clock.shifted(days=days):
            do_due()
    assert Due.objects.filter(step="calibrate").count() == 5
    assert not Due.objects.filter(step="calibrate", done_at=None).exists()


def test_what_a_second_look_discloses_stands_for_later_articles_too(cast, every):
    _, seat = second(cast)
    told = {"items": [{"item": "Consulting fees", "entity": "Acme", "detail": "ibuprofen"}]}
    acts.signed(reviews.accept(seat, by=cast.haddad.user), disclosure=told)
    assert [interest.products for interest in cast.haddad.interests.all()] == [["ibuprofen"]]


def test_the_share_is_the_policys(cast, monkeypatch):
    Policy.objects.update(calibration_percent=30)
    draws = iter([29, 30])
    monkeypatch.setattr("reviews.editors.calibration.secrets.randbelow", lambda most: next(draws))
    acts.approved(cast)
    acts.approved(cast)
    assert Due.objects.filter(step="calibrate").count() == 1


@pytest.mark.parametrize("verdict", ["approve", "request_changes"])
def test_the_second_look_changes_nothing(cast, every, verdict):
    article, seat = second(cast)
    before = acts.fresh(article)
    acts.signed(reviews.accept(seat, by=cast.haddad.user), verdict)
    after = acts.fresh(article)
    for name in ("state", "published_id", "last_reviewed", "next_review_due", "questioned"):
        assert getattr(after, name) == getattr(before, name)
    assert "Haddad" not in str([s["name"] for s in after.whole_review.signatures()])


def test_it_stands_in_the_way_of_no_revision_and_no_re_review(cast, every):
    article, seat = second(cast)
    reviews.accept(seat, by=cast.haddad.user)
    reviews.reopen(article, cause="report", by=cast.editor, reason="A reader wrote.")
    article, new = articles.revise(article, acts.draft(acts.TEXT + "\nMore.\n"), by=cast.author)
    assert (new, article.state) == (True, State.SUBMITTED)


def test_the_second_reviewer_sees_nothing_of_the_first(cast, every):
    article, seat = second(cast, text=acts.TEXT)
    page = said(Visitor(cast.haddad.user).desk(reviews.accept(seat, by=cast.haddad.user)))
    assert "Rivera" not in page
    assert "Chen" not in page
    assert Keyed(cast.haddad.user).read(f"articles/{article.pk}/reviews/").json()["results"] == []
    events = Keyed(cast.haddad.user).read(f"articles/{article.pk}/events/").content.decode()
    assert "rivera" not in events.lower()
    assert '"verdict"' not in events


def test_the_author_is_not_told_what_it_said(cast, every):
    article, seat = second(cast)
    acts.signed(reviews.accept(seat, by=cast.haddad.user), "request_changes", note_to_author="Too strong, said Haddad.")
    api = Keyed(cast.author)
    for path in ("reviews/", "comments/", "events/"):
        assert "Too strong" not in api.read(f"articles/{article.pk}/{path}").content.decode()
    assert not Delivery.objects.filter(recipient=cast.author, template="changes_requested_author").exists()


def test_a_declined_or_expired_second_look_asks_no_editor_for_a_seat(cast, every):
    _, seat = second(cast)
    before = Delivery.objects.filter(template="seat_open_editor").count()
    reviews.decline(seat, by=cast.haddad.user)
    assert Delivery.objects.filter(template="seat_open_editor").count() == before


def test_agreement_is_told_per_tier_and_specialty(cast, every):
    text = acts.TEXT + "\nTake ibuprofen 400 mg three times a day [1].\n"
    first, seat = second(cast, text=text)
    claims = {c.identity: "supported" for c in first.current.claims.all()}
    acts.signed(reviews.accept(seat, by=cast.haddad.user), "approve", claims=claims)
    found = calibration.calibration(clock.now())
    assert found.by_specialty.rows == [["Musculoskeletal", 1, 1, 1, 100, 100]]
    assert found.by_tier.rows == [[f"{first.risk} risk", 1, 1, 1, 100, 100]]


def test_disagreement_lowers_it(cast, every):
    _, seat = second(cast)
    acts.signed(reviews.accept(seat, by=cast.haddad.user), "request_changes")
    assert calibration.calibration(clock.now()).by_tier.rows[0][1:5] == [1, 1, 0, 0]


# --- Faster than anyone can read --------------------------------------------------------------------------


def test_an_approval_signed_faster_than_its_words_can_be_read_is_listed(cast):
    """Four hundred words a minute: a text of 2,000 words takes five minutes."""
    article = acts.submitted(cast, text=acts.TEXT + "Rest and walk and rest again as it allows. " * 220)
    hasty, careful = (acts.seated(article, member, cast.editor) for member in (cast.rivera, cast.chen))
    acts.signed(hasty)
    with clock.shifted(minutes=30):
        acts.signed(careful)
    rows = calibration.calibration(clock.now() + timedelta(hours=1)).hasty.rows
    assert [(row[0], row[4] < row[5]) for row in rows] == [("Pat Rivera", True)]


# --- Shown, and to whom -----------------------------------------------------------------------------------


def test_the_page_and_the_api_tell_the_same(cast, every):
    _, seat = second(cast)
    acts.signed(reviews.accept(seat, by=cast.haddad.user))
    page = said(Visitor(cast.editor).get("/admin/calibration/"))
    assert "Agreement by specialty" in page
    told = Keyed(cast.editor).read("calibration/").json()
    assert told["by_specialty"][0]["percent"] == 100


def test_for_others_it_is_not_there(cast):
    for user in (cast.author, cast.rivera.user):
        assert Visitor(user).get("/admin/calibration/").status_code == 404
        assert Keyed(user).read("calibration/").status_code == 404


def test_it_takes_at_most_15_queries(cast, every):
    for _ in range(2):
        assert cast.haddad
        acts.approved(cast)
        do_due()
    editor = Visitor(cast.editor)
    assert queries(lambda: editor.get("/admin/calibration/")) <= 15


@pytest.mark.parametrize("preferring", [{"how": "digest", "digest_hour": 8}, {"quiet_from": 10, "quiet_until": 16}])
def test_the_invitation_reaches_whoever_has_an_hour_for_their_mail(cast, preferring):
    """The round of a second look is closed from its beginning: the seat tells what is still to be done."""
    Policy.objects.update(calibration_percent=100)
    Preference.objects.create(account=cast.haddad.user, **preferring)
    acts.approved(cast)
    with acts.noon(1):
        do_due()
        outbox.send_owed(late=timedelta())
    with acts.noon(2), clock.shifted(seconds=5 * 3600):
        outbox.send_owed()
    assert [letter.to for letter in mail.outbox if letter.to == ["haddad@example.org"]]


def test_nobody_is_asked_any_more_once_the_text_has_changed(cast, every):
    article, seat = second(cast)
    articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    answer = Keyed(cast.haddad.user).send(f"assignments/{seat.pk}/accept/", {})
    assert (answer.status_code, answer.json()["detail"]) == (
        409, "The text has changed since you were asked for this second look: nothing more is asked of you.")  # fmt: skip
    letters = Delivery.objects.count()
    with acts.noon((seat.accept_by - clock.today()).days):
        do_due()
    assert (Delivery.objects.count(), acts.fresh(article).state) == (letters, State.SUBMITTED)


# --- In the history, and to programs ----------------------------------------------------------------------

ASKED, JUDGED = "calibration_asked", "calibrated"


def judged(cast):
    """A second look, signed; the kinds of events that only it has brought."""
    article, seat = second(cast)
    acts.signed(reviews.accept(seat, by=cast.haddad.user))
    return article, seat


def kinds_read_by(user, article) -> list[str]:
    return [event["kind"] for event in Keyed(user).read(f"articles/{article.pk}/events/").json()["results"]]


def test_the_editors_alone_read_of_a_second_look_in_the_history(cast, every):
    article, _ = judged(cast)
    assert kinds_read_by(cast.editor, article)[-3:] == [ASKED, "accepted", JUDGED]
    for user in (cast.author, cast.rivera.user, cast.haddad.user):
        assert kinds_read_by(user, article)[-2:] == ["signed", "approved"]


def test_an_editor_who_wrote_it_reads_nothing_of_it(cast, every):
    Group.objects.get(name="managing editor").user_set.add(cast.author)
    article, _ = judged(cast)
    assert ASKED not in kinds_read_by(cast.author, article)


def test_what_becomes_of_the_seat_is_read_by_the_editors_alone(cast, every):
    article, seat = second(cast)
    for days in range(1, 12):
        with acts.noon(days):
            do_due()
    assert acts.fresh(seat).state == Seat.EXPIRED
    assert "seat_expired" in kinds_read_by(cast.editor, article)
    assert {"reminded", "seat_expired"}.isdisjoint(kinds_read_by(cast.author, article))


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    with Receiver() as found:
        yield found


def test_no_program_is_called_about_it_but_an_editors(cast, every, receiver):
    of = {user: receivers.register(user, receiver.url)[0] for user in (cast.author, cast.rivera.user, cast.editor)}
    narrow, _ = receivers.register(cast.editor, receiver.url, scopes=["author"])
    judged(cast)
    owed = {user: [call.template for call in webhook.deliveries.order_by("pk")] for user, webhook in of.items()}
    assert owed[cast.editor][-3:] == [ASKED, "accepted", JUDGED]
    assert owed[cast.author][-2:] == owed[cast.rivera.user][-2:] == ["signed", "approved"]
    assert ASKED not in [call.template for call in narrow.deliveries.all()]


def test_whoever_edits_no_more_by_the_time_of_the_call_is_not_called(cast, every, receiver):
    seated = physician("seated", "Musculoskeletal")
    seated.user.groups.add(Group.objects.get(name="managing editor"))
    receivers.register(seated.user, receiver.url)
    article, _ = second(cast)
    assert Delivery.objects.filter(template=ASKED, channel="webhook").exists()
    seated.user.groups.remove(Group.objects.get(name="managing editor"))
    reviews.invite(reviews.reopen(article, cause="due", by=cast.editor), seated, by=cast.editor)
    while calling.call_owed():
        pass
    assert "approved" in receiver.kinds()
    assert ASKED not in receiver.kinds()


def test_the_kinds_of_a_second_look_cannot_be_chosen(cast, receiver):
    refused = Keyed(cast.editor).send("webhooks/", {"address": receiver.url, "kinds": [JUDGED]})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/kinds/0"
