"""Webhooks: who is called of what, signed, in order, for how long; over real HTTP to receivers that misbehave."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from articles import workflow as articles
from articles.deliveries import outbox
from articles.models import ApiKey, Delivery, Event, Webhook
from articles.models.event import FOR_EDITORS
from articles.webhooks import calling, receivers
from articles.webhooks.calling import call_owed
from articles.webhooks.messages import KINDS
from citations import clock, reach
from reviews import workflow as reviews
from tests import acts
from tests.client import Keyed
from tests.receivers import Receiver
from tests.stack import ROOT


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    with Receiver() as found:
        yield found


def hooked(user, receiver: Receiver, *kinds: str) -> tuple[Webhook, str]:
    return receivers.register(user, receiver.url, kinds)


def calls(**wanted):
    return Delivery.objects.filter(channel="webhook", **wanted).order_by("pk")


# --- who is called, of what ----------------------------------------------------------------------------------------


def test_the_owner_is_told_of_each_event_once_and_can_prove_who_sent_it(cast, receiver):
    _, secret = hooked(cast.author, receiver)
    article = acts.under_review(cast)
    while call_owed():
        pass
    assert [said["data"]["kind"] for said in receiver.said(secret)] == ["submitted", "invited", "accepted"]
    first = receiver.said(secret)[0]
    assert first["type"] == "article.submitted"
    assert first["data"]["article"] == article.pk
    assert first["data"]["links"]["article"].endswith(f"/api/v1/articles/{article.pk}/")
    assert len(set(receiver.ids())) == 3


def test_only_the_chosen_kinds_are_sent(cast, receiver):
    hooked(cast.author, receiver, "accepted")
    acts.under_review(cast)
    call_owed()
    assert receiver.kinds() == ["accepted"]


def test_nobody_is_called_about_an_article_that_they_may_not_see(cast, receiver):
    hooked(cast.other_author, receiver)
    hooked(cast.okafor.user, receiver)
    acts.approved(cast)
    assert not calls().exists()


def test_an_editor_is_called_about_every_article_and_a_reviewer_about_theirs(cast, receiver):
    of_editor, _ = hooked(cast.editor, receiver, "submitted")
    of_reviewer, _ = hooked(cast.rivera.user, receiver, "signed")
    acts.approved(cast)
    assert calls(webhook=of_editor).count() == 1
    assert calls(webhook=of_reviewer).count() == 2


def test_who_sees_an_article_is_the_same_from_both_sides(cast):
    found = [acts.submitted(cast), acts.under_review(cast), acts.approved(cast)]
    everybody = [cast.author, cast.other_author, cast.editor, cast.rivera.user, cast.chen.user, cast.okafor.user]
    for article in found:
        seen_by = set(article.seen_by().values_list("pk", flat=True))
        for user in everybody:
            sees = type(article).objects.visible_to(acts.fresh(user)).filter(pk=article.pk).exists()
            assert (user.pk in seen_by) == sees, (user, article)


def test_who_lost_sight_of_an_article_before_the_call_is_not_called(cast, receiver):
    hooked(cast.editor, receiver)
    acts.submitted(cast)
    cast.editor.groups.clear()
    call_owed()
    assert receiver.got == []
    assert not calls().exists()


def test_a_webhook_made_with_a_narrow_key_hears_of_nothing_wider(cast, receiver):
    receivers.register(cast.editor, receiver.url, scopes=["author"])
    acts.submitted(cast)
    call_owed()
    assert receiver.got == []


def test_a_call_names_no_reviewer_and_quotes_nobody(cast, receiver):
    hooked(cast.author, receiver)
    acts.split(cast)
    while call_owed():
        pass
    told = " ".join(text for _, text in receiver.got)
    assert "rivera" not in told.lower()
    assert "goes too far" not in told


# --- signatures ----------------------------------------------------------------------------------------------------


def test_for_a_day_after_a_rotation_both_secrets_prove_the_sender(cast, receiver):
    webhook, former = hooked(cast.author, receiver, "submitted")
    secret = receivers.rotate(webhook)
    acts.submitted(cast)
    call_owed()
    assert receiver.said(former) == receiver.said(secret)


def test_a_day_after_a_rotation_the_former_secret_proves_nothing(cast, receiver):
    webhook, _ = hooked(cast.author, receiver)
    receivers.rotate(webhook)
    assert len(acts.fresh(webhook).seals(clock.now())) == 2
    with clock.shifted(hours=25):
        assert len(acts.fresh(webhook).seals(clock.now())) == 1


def test_a_secret_is_nowhere_in_the_database_nor_in_a_log(cast, receiver, caplog):
    caplog.set_level(logging.DEBUG)
    webhook, secret = hooked(cast.author, receiver)
    receiver.mood = "broken"
    acts.submitted(cast)
    call_owed()
    assert secret.encode() not in bytes(acts.fresh(webhook).secret)
    assert secret not in caplog.text
    assert "sesame" not in caplog.text


# --- trying again --------------------------------------------------------------------------------------------------


def test_a_call_that_failed_is_made_again_under_the_same_id(cast, receiver):
    hooked(cast.author, receiver, "submitted")
    receiver.mood = "broken"
    acts.submitted(cast)
    call_owed()
    receiver.mood = "well"
    assert call_owed() == 0
    with clock.shifted(seconds=20):
        assert call_owed() == 1
    assert len(set(receiver.ids())) == 1
    assert receiver.got[0][1] == receiver.got[1][1]


def test_a_later_event_of_an_article_waits_for_the_earlier_one_and_of_another_article_does_not(cast, receiver):
    hooked(cast.author, receiver, "submitted", "withdrawn")
    receiver.mood = "broken"
    held = acts.submitted(cast)
    call_owed()
    articles.withdraw(held, by=cast.author)
    other = acts.submitted(cast)
    receiver.mood = "well"
    call_owed()
    assert calls(sent_at__isnull=False).get().article == other
    with clock.shifted(seconds=20):
        while call_owed():
            pass
    assert receiver.kinds()[-2:] == ["submitted", "withdrawn"]


def tried(until: timedelta, step: timedelta = timedelta(hours=1)) -> None:
    for turn in range(int(until / step) + 1):
        with clock.shifted(seconds=turn * step.total_seconds()):
            call_owed()


def test_a_call_is_tried_for_three_days_and_set_aside_then(cast, receiver):
    hooked(cast.author, receiver, "submitted")
    receiver.mood = "broken"
    acts.submitted(cast)
    tried(timedelta(hours=70))
    assert calls().get().failed_at is None
    with clock.shifted(hours=79):
        call_owed()
    call = calls().get()
    assert call.failed_at is not None
    assert 10 < call.attempts < 40


def test_a_receiver_that_fails_for_three_days_is_disabled_and_its_owner_told_by_mail(cast, receiver):
    webhook, _ = hooked(cast.author, receiver, "submitted")
    receiver.mood = "broken"
    acts.submitted(cast)
    tried(timedelta(hours=80), timedelta(hours=4))
    webhook.refresh_from_db()
    assert webhook.disabled_at
    mail = Delivery.objects.get(template="webhook_disabled_owner")
    assert mail.recipient == cast.author
    acts.submitted(cast)
    assert calls().count() == 1


def test_a_receiver_that_is_gone_is_disabled_at_once(cast, receiver, mailoutbox):
    webhook, _ = hooked(cast.author, receiver, "submitted")
    receiver.mood = "gone"
    acts.submitted(cast)
    call_owed()
    webhook.refresh_from_db()
    assert webhook.disabled_because == "Your receiver answered 410 Gone."
    outbox.send_owed()
    (letter,) = [letter for letter in mailoutbox if letter.to == [cast.author.email]]
    assert "410 Gone" in letter.body
    assert "sesame" not in letter.body
    assert f"/api/v1/webhooks/{webhook.pk}/enable/" in letter.body


def test_what_was_set_aside_is_delivered_again_once_the_receiver_is_back(cast, receiver):
    webhook, _ = hooked(cast.author, receiver, "submitted")
    receiver.mood = "gone"
    acts.submitted(cast)
    call_owed()
    receiver.mood = "well"
    receivers.enable(webhook)
    assert receivers.redeliver(acts.fresh(webhook), calls(failed_at__isnull=False)) == 1
    call_owed()
    assert calls().get().sent_at
    assert len(set(receiver.ids())) == 1


def test_a_redirect_is_not_followed(cast, receiver):
    hooked(cast.author, receiver, "submitted")
    with Receiver() as inside:
        receiver.mood, receiver.elsewhere = "elsewhere", inside.url
        acts.submitted(cast)
        call_owed()
        assert inside.got == []
    assert "redirects are not followed" in calls().get().last_error


@pytest.mark.parametrize("mood", ["stalled", "dripping"])
def test_a_receiver_that_never_ends_its_answer_is_left(cast, receiver, monkeypatch, mood):
    monkeypatch.setattr(calling, "SECONDS", 0.5)
    hooked(cast.author, receiver, "submitted")
    receiver.mood = mood
    acts.submitted(cast)
    call_owed()
    assert calls().get().last_error.startswith("No whole answer within")


def test_an_endless_answer_is_read_to_its_limit_only(cast, receiver):
    hooked(cast.author, receiver, "submitted")
    receiver.mood = "endless"
    acts.submitted(cast)
    assert call_owed() == 1
    receiver.await_cut()
    assert receiver.cut == 1


def test_a_dead_receiver_delays_no_other(cast, receiver, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.5)
    with Receiver("stalled") as dead:
        hooked(cast.editor, dead)
        hooked(cast.author, receiver, "submitted")
        for _ in range(12):
            acts.submitted(cast)
        call_owed()
        assert len(receiver.got) == 12
        assert len(dead.got) < 12


def test_a_receiver_that_failed_three_times_is_left_alone_for_a_while(cast, receiver):
    webhook, _ = hooked(cast.author, receiver, "submitted")
    receiver.mood = "broken"
    for _ in range(3):
        acts.submitted(cast)
    call_owed()
    acts.submitted(cast)
    tries = len(receiver.got)
    call_owed()
    assert len(receiver.got) == tries
    receiver.mood = "well"
    with clock.shifted(minutes=5):
        while call_owed():
            pass
    assert not calls(sent_at=None).exists()
    assert acts.fresh(webhook).failures == 0


def test_a_call_is_taken_by_one_worker_at_a_time_and_comes_back_when_it_dies(cast, receiver):
    webhook, _ = hooked(cast.author, receiver, "submitted")
    acts.submitted(cast)
    assert len(calling._claim(webhook)) == 1
    assert call_owed() == 0
    with clock.shifted(seconds=61):
        assert call_owed() == 1


def test_a_call_that_kills_its_worker_is_tried_alone_and_set_aside_after_five_deaths(cast, receiver):
    hooked(cast.author, receiver, "submitted")
    killer, other = acts.submitted(cast), acts.submitted(cast)
    with_others = []
    for minute in range(14):
        with clock.shifted(minutes=2 * minute):
            taken = calling._next_calls()
            if killer.pk in (ids := [call.delivery.article_id for call in taken]):  # whoever takes it dies
                with_others.append(len(ids) - 1)
            else:
                for call in taken:
                    calling._settle(call.delivery, calling.post(call))
    assert calls(article=killer).get().failed_at
    assert calls(article=killer).get().attempts == 5
    assert with_others == [1, 0, 0, 0, 0]
    assert calls(article=other).get().sent_at


def test_a_call_that_cannot_be_written_spoils_no_other(cast, receiver):
    hooked(cast.author, receiver, "submitted")
    poison, well = acts.submitted(cast), acts.submitted(cast)
    calls(article=poison).update(event=None, key="nothing that a call could be about")
    for minute in range(8):
        with clock.shifted(minutes=2 * minute):
            call_owed()
        assert calls(article=well).get().sent_at
    assert calls(article=poison).get().failed_at


# --- where calls may go --------------------------------------------------------------------------------------------

INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "::",
    "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address):
    assert not reach.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_an_address_of_the_internet_is_public(address):
    assert reach.is_public(address)


def test_a_name_that_leads_inside_is_not_called(cast, receiver, settings):
    hooked(cast.author, receiver, "submitted")
    Webhook.objects.update(address=receiver.url.replace("127.0.0.1", "localhost"))
    acts.submitted(cast)
    call_owed()
    assert receiver.got == []
    assert "which is not public" in calls().get().last_error


@pytest.mark.parametrize("guard", [lambda: reach.Guarded(10), reach.Checked], ids=["webhooks", "sources of notices"])
def test_a_name_is_resolved_once_and_the_checked_address_is_called(monkeypatch, guard):
    """The second look-up of a name that rebinds leads inside: there is none."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked, reached = [], []
    find = reach.socket.getaddrinfo

    def rebinding(host, port, *args, **kwargs):
        if host != "rebind.example.org":
            return find(host, port, *args, **kwargs)
        asked.append(host)
        return [(2, 1, 6, "", (address, port)) for address in next(answers)]

    monkeypatch.setattr(reach.socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(reach.socket, "create_connection", lambda address, *a, **k: reached.append(address) or _refuse())
    with pytest.raises(reach.httpcore.ConnectError):
        guard().connect_tcp("rebind.example.org", 443)
    assert (len(asked), reached) == (1, [("93.184.216.34", 443)])


def _refuse():
    raise OSError("refused")


# --- in admin ------------------------------------------------------------------------------------------------------


def test_an_editor_sees_who_is_called_and_how_it_goes_but_no_whole_address(cast, receiver, client):
    webhook, _ = hooked(cast.author, receiver, "submitted")
    receiver.mood = "gone"
    acts.submitted(cast)
    call_owed()
    client.force_login(cast.editor)
    shown = client.get("/admin/articles/webhook/").content.decode()
    assert "Your receiver answered 410 Gone." in shown
    calls_shown = client.get(f"/admin/articles/delivery/?webhook={webhook.pk}&fate=any").content.decode()
    assert webhook.host in calls_shown
    assert "sesame" not in shown + calls_shown


def test_an_editor_switches_a_webhook_on_and_sends_its_calls_again(cast, receiver, client):
    webhook, _ = hooked(cast.author, receiver, "submitted")
    receiver.mood = "gone"
    acts.submitted(cast)
    call_owed()
    receiver.mood = "well"
    client.force_login(cast.editor)
    client.post("/admin/articles/webhook/", {"action": "enable", "_selected_action": [webhook.pk]})
    client.post("/admin/articles/delivery/?fate=any", {"action": "send_again", "_selected_action": [calls().get().pk]})
    call_owed()
    assert calls().get().sent_at


# --- over the API --------------------------------------------------------------------------------------------------


def test_a_webhook_is_made_over_the_api_and_its_secret_told_once(cast, receiver):
    client = Keyed(cast.author)
    made = client.send("webhooks/", {"address": receiver.url, "kinds": ["submitted"]})
    assert made.status_code == 201, made.content
    assert made["Cache-Control"] == "no-store"
    secret = made.json()["secret"]
    assert secret not in client.read("webhooks/").content.decode()
    acts.submitted(cast)
    call_owed()
    assert len(receiver.said(secret)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "https://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://localhost/", "https://me:pw@example.org/",
        "ftp://example.org/", "https://intranet/", "nonsense", "https://example.org:99999/", "https://169.254.169.254/latest",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_called_is_refused_at_its_field(cast, address):
    refused = Keyed(cast.author).send("webhooks/", {"address": address})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/address"


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(cast):
    refused = Keyed(cast.author).send("webhooks/", {"address": "https://example.org/", "kinds": ["submitted", "exploded"]})
    assert refused.json()["errors"][0]["pointer"] == "/kinds/1"
    assert "approved" in refused.json()["errors"][0]["detail"]


def test_anothers_webhook_is_not_there(cast, receiver):
    webhook, _ = hooked(cast.author, receiver)
    other = Keyed(cast.other_author)
    for path in ("", "deliveries/"):
        assert other.read(f"webhooks/{webhook.pk}/{path}").status_code == 404
    for path in ("rotate-secret/", "enable/", "redeliver/"):
        assert other.send(f"webhooks/{webhook.pk}/{path}").status_code == 404
    assert other.delete(f"/api/v1/webhooks/{webhook.pk}/").status_code == 404


def test_the_dead_letters_are_listed_with_why_and_delivered_again(cast, receiver):
    webhook, _ = hooked(cast.author, receiver, "submitted")
    receiver.mood = "gone"
    acts.submitted(cast)
    call_owed()
    client = Keyed(cast.author)
    (dead,) = client.read(f"webhooks/{webhook.pk}/deliveries/?state=failed").json()["results"]
    assert (dead["state"], dead["last_error"]) == ("failed", "Your receiver answered 410 Gone.")
    assert client.send(f"webhooks/{webhook.pk}/redeliver/").status_code == 409
    receiver.mood = "well"
    assert client.send(f"webhooks/{webhook.pk}/enable/").json()["state"] == "active"
    assert client.send(f"webhooks/{webhook.pk}/redeliver/", {"deliveries": [dead["id"]]}).json() == {"count": 1}
    call_owed()
    assert client.read(f"webhooks/{webhook.pk}/deliveries/").json()["results"][0]["state"] == "sent"


def test_a_deleted_webhook_is_called_no_more(cast, receiver):
    webhook, _ = hooked(cast.author, receiver)
    acts.submitted(cast)
    assert Keyed(cast.author).delete(f"/api/v1/webhooks/{webhook.pk}/").status_code == 204
    call_owed()
    assert receiver.got == []


def recorded() -> set[str]:
    """The kinds of events that the source records: what stands as the kind in `history.record` and `follow`.

    Where a name stands there, all words that are given it: by assignment, or by whoever calls its function.
    """
    sources = [path for part in ("articles", "reviews") for path in (ROOT / part).rglob("*.py") if path.name != "history.py"]
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text()))]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return {kind for node in nodes if isinstance(node, ast.FunctionDef) for kind in _recorded_by(node, calls)}


def _recorded_by(function: ast.FunctionDef, calls: list[ast.Call]) -> set[str]:
    found: set[str] = set()
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("history.record", "history.follow"):
            found |= _words(call.args[1])
            for name in (node.id for node in ast.walk(call.args[1]) if isinstance(node, ast.Name)):
                found |= _given(name, function, calls)
    return found


def _given(name: str, function: ast.FunctionDef, calls: list[ast.Call]) -> set[str]:
    arguments = [argument.arg for argument in function.args.args]
    if name not in arguments:
        assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name]
        return {word for node in assigned for word in _words(node.value)}
    place = arguments.index(name)
    given = [call.args[place] for call in calls if ast.unparse(call.func) == function.name and len(call.args) > place]
    return {word for value in given for word in _words(value)}


def _words(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def test_every_kind_of_event_can_be_chosen_but_those_of_calibration(cast):
    assert {"submitted", "taken_on", "rejected", "update_dropped", "error_reported", "signature_voided"} <= recorded()
    assert recorded() - FOR_EDITORS == set(KINDS)
    assert len(KINDS) == len(set(KINDS))


def test_the_kinds_of_the_stories_are_among_them(cast):
    acts.approved(cast)
    acts.split(cast)
    articles.retire(acts.approved(cast), by=cast.editor, notice="Out of date.")
    reviews.request_changes(acts.split(cast), by=cast.editor, reason="Soften it.")
    assert set(Event.objects.values_list("kind", flat=True)) <= recorded()


def test_a_key_that_only_reads_registers_nothing(cast):
    client = Keyed()
    _, key = ApiKey.objects.create(user=cast.editor, scopes=["editor-read"])
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert client.send("webhooks/", {"address": "https://example.org/"}).status_code == 403
