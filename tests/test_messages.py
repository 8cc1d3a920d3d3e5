"""How messages come: at once, in one mail a day, outside of quiet hours, to the inbox; and in whose words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail as django_mail
from icalendar import Calendar

from articles import letters, questions
from articles import workflow as articles
from articles.deliveries import inbox, mail, outbox, timing
from articles.letters.language import Broken, write
from articles.models import Delivery, OwnLetter, Preference
from citations import clock
from reviews import workflow as reviews
from tests import acts
from tests.client import Keyed


def at(moment: str):
    """The clock of all that follows, set to a moment (UTC)."""
    return clock.shifted(seconds=(datetime.fromisoformat(moment).replace(tzinfo=UTC) - clock.now()).total_seconds())


def to(user) -> list:
    return [letter for letter in django_mail.outbox if letter.to == [user.email]]


# --- one mail a day ------------------------------------------------------------------------------------------------


def gathering(cast, **chosen) -> Preference:
    return inbox.prefer(cast.editor, **{"how": "digest", "digest_hour": 8, "time_zone": "Europe/Berlin"} | chosen)


def test_a_day_s_messages_come_as_one_mail_at_the_chosen_hour(cast):
    gathering(cast)
    with at("2027-01-12T03:00"):
        acts.submitted(cast, question="First question?")
        acts.submitted(cast, question="Second question?")
        outbox.send_owed()
        assert to(cast.editor) == []
    with at("2027-01-12T07:01"):
        outbox.send_owed()
    (letter,) = to(cast.editor)
    assert letter.subject == "2 messages for 12 January 2027"
    assert "First question?" in letter.body
    assert "Second question?" in letter.body
    assert not Delivery.objects.filter(recipient=cast.editor, sent_at=None).exists()


def test_a_digest_brings_the_calendar_entry_of_each_invitation(cast):
    inbox.prefer(cast.rivera.user, how="digest", digest_hour=8, time_zone="UTC")
    with at("2027-01-12T03:00"):
        for question in ("First question?", "Second question?"):
            reviews.invite(acts.submitted(cast, question=question), cast.rivera, by=cast.editor)
    with at("2027-01-12T08:01"):
        outbox.send_owed()
    (letter,) = to(cast.rivera.user)
    days = [Calendar.from_ical(content).walk("VEVENT")[0]["SUMMARY"] for name, content, _ in letter.attachments if name == "review.ics"]
    assert days == ["Sign by today: First question?", "Sign by today: Second question?"]


def test_what_comes_after_a_day_s_digest_waits_for_the_next_day_s(cast):
    gathering(cast)
    with at("2027-01-12T09:00"):
        acts.submitted(cast)
        outbox.send_owed()
        acts.submitted(cast)
        outbox.send_owed()
        assert len(to(cast.editor)) == 1
    with at("2027-01-12T22:00"):
        outbox.send_owed()
        assert len(to(cast.editor)) == 1
    with at("2027-01-13T07:01"):
        outbox.send_owed()
    assert len(to(cast.editor)) == 2


def test_a_digest_that_was_refused_is_sent_again_as_the_same_mail(cast, monkeypatch):
    gathering(cast)
    names = []

    def refuse(self) -> None:
        names.append(self.extra_headers["Message-ID"])
        raise ConnectionRefusedError("no mail server")

    with at("2027-01-12T09:00"):
        acts.submitted(cast)
        acts.submitted(cast)
        with monkeypatch.context() as broken:
            broken.setattr(django_mail.EmailMessage, "send", refuse)
            outbox.send_owed()
    with at("2027-01-12T09:05"):
        outbox.send_owed()
    (letter,) = to(cast.editor)
    assert letter.subject.startswith("2 messages")
    assert names == [letter.extra_headers["Message-ID"]]


def test_a_digest_asks_for_nothing_that_was_done_meanwhile(cast):
    inbox.prefer(cast.rivera.user, how="digest", digest_hour=8)
    with at("2027-01-12T03:00"):
        seat = reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)
        outbox.send_owed()
        reviews.decline(seat, by=cast.rivera.user, reason="No time.")
    with at("2027-01-12T08:01"):
        outbox.send_owed()
    assert to(cast.rivera.user) == []
    assert Delivery.objects.get(recipient=cast.rivera.user).channel == "inbox"


def test_one_broken_message_spoils_no_digest(cast):
    gathering(cast)
    with at("2027-01-12T09:00"):
        acts.submitted(cast)
        acts.submitted(cast)
        poison = Delivery.objects.filter(recipient=cast.editor).first()
        Delivery.objects.filter(pk=poison.pk).update(template="no_such_template")
        outbox.send_owed()
    assert to(cast.editor)[0].subject.startswith("1 message ")
    poison.refresh_from_db()
    assert "no_such_template" in poison.last_error


# --- quiet hours ---------------------------------------------------------------------------------------------------


def test_a_mail_in_quiet_hours_comes_at_their_end(cast):
    inbox.prefer(cast.editor, how="each", quiet_from=22, quiet_until=7, time_zone="America/New_York")
    with at("2027-01-12T05:00"):  # midnight in New York
        acts.submitted(cast)
        outbox.send_owed()
    assert to(cast.editor) == []
    assert Delivery.objects.get(recipient=cast.editor).attempts == 0
    with at("2027-01-12T12:00"):
        outbox.send_owed()
    assert len(to(cast.editor)) == 1


#   zone, quiet, now (UTC), earliest (UTC)
NIGHTS = {
    "a plain night": ("Europe/Berlin", 22, 7, "2027-01-12T23:00", "2027-01-13T06:00"),
    "the short night of spring": ("Europe/Berlin", 22, 7, "2027-03-27T22:00", "2027-03-28T05:00"),
    "the long night of autumn": ("Europe/Berlin", 22, 7, "2027-10-30T21:00", "2027-10-31T06:00"),
    "an end that the clock skips": ("Europe/Berlin", 22, 2, "2027-03-27T22:00", "2027-03-28T01:00"),
    "the second of an hour that comes twice": ("America/New_York", 0, 2, "2027-11-07T06:30", "2027-11-07T07:00"),
    "half an hour off": ("Asia/Kolkata", 22, 7, "2027-01-12T17:00", "2027-01-13T01:30"),
    "by day": ("Europe/Berlin", 22, 7, "2027-01-12T12:00", "2027-01-12T12:00"),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_quiet_hours_end_by_the_wall_clock(night):
    zone, start, end, now, earliest = NIGHTS[night]
    preference = Preference(quiet_from=start, quiet_until=end, time_zone=zone)
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert timing.quiet_end(preference, moment) == datetime.fromisoformat(earliest).replace(tzinfo=UTC)


def test_there_is_one_digest_on_each_day_through_both_changes_of_the_clock():
    preference = Preference(how="digest", digest_hour=2, time_zone="Europe/Berlin")
    moment, days = datetime(2027, 1, 1, tzinfo=UTC), []
    while moment < datetime(2028, 1, 1, tzinfo=UTC):
        if timing.next_digest(preference, moment) <= moment:
            preference.digested_on = timing.own_day(preference, moment)
            days.append(preference.digested_on)
        moment += timedelta(minutes=30)
    assert len(days) == len(set(days)) == 365


def test_a_clock_that_is_set_back_over_midnight_makes_no_second_digest():
    preference = Preference(how="digest", digest_hour=0, time_zone="Europe/Berlin")
    made = datetime(2027, 1, 12, 23, 5, tzinfo=UTC)
    preference.digested_on = timing.own_day(preference, made)
    assert timing.next_digest(preference, made - timedelta(minutes=15)) == datetime(2027, 1, 13, 23, tzinfo=UTC)


def test_a_clock_that_is_set_back_into_the_quiet_hours_makes_a_mail_wait_for_their_end_only():
    preference = Preference(quiet_from=22, quiet_until=7, time_zone="Europe/Berlin")
    assert timing.quiet_end(preference, datetime(2027, 1, 13, 6, 30, tzinfo=UTC)).minute == 30
    assert timing.quiet_end(preference, datetime(2027, 1, 13, 5, 30, tzinfo=UTC)) == datetime(2027, 1, 13, 6, tzinfo=UTC)


# --- the inbox -----------------------------------------------------------------------------------------------------


def test_who_wants_no_mails_finds_everything_in_the_inbox(cast, client):
    inbox.prefer(cast.editor, how="inbox")
    acts.submitted(cast, question="What helps a stiff neck?")
    outbox.send_owed()
    assert to(cast.editor) == []
    client.force_login(cast.editor)
    assert "What helps a stiff neck?" in client.get("/admin/inbox/").content.decode()


def test_nobody_finds_anothers_messages_in_their_inbox(cast, client):
    reviews.invite(acts.submitted(cast, question="What helps a stiff neck?"), cast.rivera, by=cast.editor)
    client.force_login(cast.chen.user)
    assert "stiff neck" not in client.get("/admin/inbox/").content.decode()


def test_looking_marks_nothing_as_read_and_the_button_does(cast, client):
    assert cast.editor
    acts.submitted(cast)
    client.force_login(cast.editor)
    client.get("/admin/inbox/")
    assert inbox.unread(cast.editor) == 1
    client.post("/admin/inbox/")
    assert inbox.unread(cast.editor) == 0


def test_a_failed_mail_is_in_the_inbox_all_the_same(cast, client):
    assert cast.editor
    acts.submitted(cast)
    Delivery.objects.update(failed_at=clock.now())
    client.force_login(cast.editor)
    assert "mail failed" in client.get("/admin/inbox/").content.decode()


def test_the_inbox_takes_a_fixed_number_of_queries(cast, client, django_assert_max_num_queries):
    assert cast.editor
    for _ in range(12):
        acts.submitted(cast)
    client.force_login(cast.editor)
    with django_assert_max_num_queries(15):
        client.get("/admin/inbox/")


def test_preferences_are_set_in_admin(cast, client):
    client.force_login(cast.rivera.user)
    said = {"how": "digest", "digest_hour": 7, "quiet_from": "", "quiet_until": "", "time_zone": "Europe/Berlin"}
    assert client.post("/admin/inbox/settings/", said).status_code == 302
    assert Preference.objects.get(account=cast.rivera.user).digest_hour == 7


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"time_zone": "Mars/Olympus"}, "/time_zone"), ({"digest_hour": 24}, "/digest_hour"),
        ({"quiet_from": 22}, "/quiet_until"), ({"quiet_from": 22, "quiet_until": 9}, "/digest_hour"),
    ],
)  # fmt: skip
def test_preferences_that_cannot_hold_are_refused_at_their_field(cast, changed, pointer):
    refused = Keyed(cast.author).put("/api/v1/preferences/", {"how": "digest"} | changed)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"].startswith(pointer)


def test_preferences_over_the_api_say_what_holds(cast):
    client = Keyed(cast.author)
    assert client.read("preferences/").json()["how"] == "each"
    assert client.put("/api/v1/preferences/", {"how": "inbox"}).status_code == 200
    assert client.read("preferences/").json()["how"] == "inbox"


def test_the_inbox_over_the_api_is_one_s_own(cast):
    assert cast.editor
    acts.submitted(cast, text="It hurts [9].")
    client = Keyed(cast.author)
    (told,) = client.read("inbox/").json()["results"]
    assert (told["template"], told["read_at"]) == ("findings_author", None)
    assert told["subject"].endswith("to mend: How is a strained hip flexor treated?")
    assert "Our checks found" in told["body"]
    assert client.read("inbox/?unread=true").json()["results"] == [told]
    assert Keyed(cast.other_author).read("inbox/").json()["results"] == []


def test_messages_are_marked_as_read_by_their_owner_alone(cast):
    assert cast.editor
    acts.submitted(cast, text="It hurts [9].")
    client = Keyed(cast.author)
    (told,) = client.read("inbox/").json()["results"]
    assert Keyed(cast.other_author).send("inbox/read/", {"messages": [told["id"]]}).json() == {"count": 0}
    assert client.send("inbox/read/", {"messages": [told["id"]]}).json() == {"count": 1}
    assert client.read("inbox/?unread=true").json()["results"] == []
    assert client.send("inbox/read/").json() == {"count": 0}


def test_a_key_reads_no_more_of_the_inbox_than_its_scopes_speak_of(cast):
    """An invitation holds a link that answers for the board member: it is not for a key that only sends articles."""
    cast.rivera.user.groups.add(Group.objects.get(name="author"))
    acts.submitted(cast, text="It hurts [9].")
    reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)
    articles.submit(acts.draft("It hurts [9].\n"), by=cast.rivera.user)

    def told(*scopes: str) -> set[str]:
        return {letter["template"] for letter in Keyed(cast.rivera.user, scopes).read("inbox/").json()["results"]}

    assert told() == {"findings_author", "invited_reviewer"}
    assert told("author") == {"findings_author"}
    assert told("board") == {"invited_reviewer"}
    assert Keyed(cast.rivera.user, ["author"]).send("inbox/read/").json() == {"count": 1}
    assert len(Keyed(cast.rivera.user).read("inbox/?unread=true").json()["results"]) == 1


def test_a_page_of_the_inbox_costs_a_fixed_number_of_queries(cast, django_assert_max_num_queries):
    assert cast.editor
    for _ in range(5):
        acts.submitted(cast, text="It hurts [9].")
    client = Keyed(cast.author)
    with django_assert_max_num_queries(8):
        assert len(client.read("inbox/").json()["results"]) == 5


# --- in whose words ------------------------------------------------------------------------------------------------


def own(cast, subject: str = "Neu: {{ question }}", body: str = "Bitte ansehen: {{ admin_page }}") -> OwnLetter:
    return OwnLetter.objects.create(
        template="submitted_editor", subject=subject, body=body, changed_by=cast.editor, changed_at=clock.now()
    )


def test_a_mail_comes_as_text_and_as_html(cast):
    assert cast.editor
    acts.submitted(cast, question="What's <b>new</b> & safe?")
    outbox.send_owed()
    (letter,) = to(cast.editor)
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert "What&#x27;s &lt;b&gt;new&lt;/b&gt; &amp; safe?" in html
    assert "What's <b>new</b> & safe?" in letter.body
    assert '<a href="http' in html


def test_the_editors_own_letter_is_sent_in_place_of_the_shipped_one(cast):
    own(cast)
    acts.submitted(cast, question="What helps a stiff neck?")
    outbox.send_owed()
    (letter,) = to(cast.editor)
    assert letter.subject == "Neu: What helps a stiff neck?"
    assert letter.body.startswith("Dear editor,\n\nBitte ansehen: http")


@pytest.mark.parametrize("body", ["{{ quesion }}", "{% if %}", "{% include 'mail/letter.txt' %}", "{% load static %}", "{{ actor.password }}", " "])
def test_a_broken_letter_falls_back_to_the_shipped_one_and_the_editor_is_told(cast, client, body):
    broken = own(cast, body=body)
    acts.submitted(cast)
    outbox.send_owed()
    assert to(cast.editor)[0].subject.startswith("New article: ")
    broken.refresh_from_db()
    assert broken.error
    client.force_login(cast.editor)
    assert "BROKEN" in client.get("/admin/articles/ownletter/").content.decode()


REACHING = [
    "{{ question.__class__ }}", "{{ article.author }}", "{{ article.author.password }}", "{{ event.article }}", "{{ settings.SECRET_KEY }}",
    "{% debug %}", "{% load i18n %}", "{% extends 'mail/letter.txt' %}", "{% ssi '/etc/passwd' %}", "{{ question|ljust:999999999 }}",
    "{% for a in question %}{% for b in question %}x{% endfor %}{% endfor %}", "{% url 'admin:index' %}", "{% csrf_token %}",
]  # fmt: skip


@pytest.mark.parametrize("source", REACHING)
def test_a_letter_reaches_no_further_than_its_own_words(cast, source):
    acts.submitted(cast)
    assert cast.editor
    said = {"question": "Why?", "article": acts.submitted(cast)}
    with pytest.raises(Broken):
        write(source, letters.names(said))


def test_every_shipped_letter_can_be_taken_over_word_for_word(cast):
    assert cast.editor
    acts.approved(cast)
    reviews.request_changes(acts.split(cast), by=cast.editor, reason="Soften it.")
    for delivery in inbox.messages_of(cast.editor) | inbox.messages_of(cast.author) | inbox.messages_of(cast.rivera.user):
        said = mail.context(delivery)
        assert letters.in_own_words(*letters.shipped(delivery.template), said) == mail.letter(delivery), delivery.template


def test_a_report_of_danger_keeps_its_word_and_its_quotation_in_the_editors_own_words(cast):
    assert cast.editor
    article = acts.approved(cast)
    report = questions.report(article, text="Twice the dose!", kind="safety", quote="Rest the hip", email="reader@example.org")
    questions.answer(report, by=cast.editor, text="Thank you: it is mended.")
    for template in ("report_editor", "answer_reader"):
        delivery = Delivery.objects.filter(template=template).latest("pk")
        assert letters.in_own_words(*letters.shipped(template), mail.context(delivery)) == mail.letter(delivery)


def test_a_letter_about_no_article_is_previewed_by_the_latest_of_its_kind(cast, client):
    report = questions.report(acts.approved(cast), text="A wrong dose.", kind="error", email="reader@example.org")
    questions.answer(report, by=cast.editor, text="Thank you: it is mended.")
    client.force_login(cast.editor)
    said = {"template": "answer_reader", "subject": "Danke", "body": "{{ answer }}", "_preview": "1"}
    assert "Thank you: it is mended." in client.post("/admin/articles/ownletter/add/", said).content.decode()


def test_a_letter_that_was_never_sent_can_be_written_all_the_same(cast, client):
    client.force_login(cast.editor)
    said = {"template": "retired_author", "subject": "Gone", "body": "{{ question }} is gone."}
    preview = client.post("/admin/articles/ownletter/add/", said | {"_preview": "1"}).content.decode()
    assert "No such letter was sent yet" in preview
    assert "Invalid block tag" in client.post("/admin/articles/ownletter/add/", said | {"body": "{% iff %}"}).content.decode()
    client.post("/admin/articles/ownletter/add/", said)
    assert OwnLetter.objects.get().template == "retired_author"


def test_a_preview_shows_the_letter_and_saves_nothing(cast, client):
    assert cast.editor
    acts.submitted(cast, question="What helps a stiff neck?")
    client.force_login(cast.editor)
    said = {"template": "submitted_editor", "subject": "Neu: {{ question }}", "body": "Bitte ansehen."}
    shown = client.post("/admin/articles/ownletter/add/", said | {"_preview": "1"}).content.decode()
    assert "Neu: What helps a stiff neck?" in shown
    assert not OwnLetter.objects.exists()
    client.post("/admin/articles/ownletter/add/", said)
    assert OwnLetter.objects.get().changed_by == cast.editor


def test_a_letter_that_cannot_be_written_is_not_saved(cast, client):
    assert cast.editor
    acts.submitted(cast)
    client.force_login(cast.editor)
    said = {"template": "submitted_editor", "subject": "Neu", "body": "{{ quesion }}"}
    assert "quesion" in client.post("/admin/articles/ownletter/add/", said).content.decode()
    assert not OwnLetter.objects.exists()
    assert "Names that can be used" in client.post("/admin/articles/ownletter/add/", said | {"_preview": "1"}).content.decode()
