"""Handing out what is held about a person: all of it, nothing of others, and nothing that opens a door."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db.models import ManyToOneRel
from django.test import Client

from articles.errors import NotAllowed
from articles.models import ApiKey, Webhook
from articles.person_data import LEFT_OUT, THEIRS, TOUCHED, hand_out
from citations import clock
from tests import acts
from tests.client import Keyed
from tests.people import PASSWORD


def ways_to_a_person() -> Iterator[tuple[str, str]]:
    """Every foreign key to an account or a board member: the model's label and the field's name."""
    for label in ("auth.User", "reviews.BoardMember"):
        for relation in apps.get_model(label)._meta.get_fields(include_hidden=True):
            if isinstance(relation, ManyToOneRel):
                yield relation.related_model._meta.label, relation.field.name


def test_every_way_to_a_person_is_judged():
    judged = {(label, way.split("__")[0]) for label, way in THEIRS.items()} | TOUCHED | set(LEFT_OUT)
    assert set(ways_to_a_person()) <= judged


def test_an_author_gets_account_words_and_messages(cast):
    article = acts.submitted(cast, note="Written in a hurry.")
    found = hand_out(cast.author, by=cast.editor)
    assert (found["account"]["username"], found["account"]["roles"]) == ("author", ["author"])
    assert [words["text"] for words in found["theirs"]["articles.EventText"]] == ["Written in a hurry."]
    assert found["touched"]["articles.Article author"] == [article.pk]


def test_a_board_member_gets_profile_seats_and_reviews(cast):
    acts.approved(cast)
    theirs = hand_out(cast.rivera.user, by=cast.editor)["theirs"]
    assert [row["licence_number"] for row in theirs["reviews.BoardMember"]] == ["L-rivera"]
    assert [row["state"] for row in theirs["reviews.Assignment"]] == ["completed"]
    assert [row["verdict"] for row in theirs["reviews.Review"]] == ["approve"]


def test_nobody_elses_rows_are_handed_out(cast):
    """An editor has touched everybody's; of those only the numbers are told."""
    acts.approved(cast)
    found = json.dumps(hand_out(cast.editor, by=cast.editor), default=str)
    assert "L-rivera" not in found
    assert "chen@example.org" not in found


def test_nothing_that_opens_a_door_is_handed_out(cast):
    key, text = ApiKey.objects.create(user=cast.author)
    TOTP.activate(cast.author, "JBSWY3DPEHPK3PXP")
    found = json.dumps(hand_out(cast.author, by=cast.editor), default=str)
    for secret in (key.digest, text, cast.author.password, "JBSWY3DPEHPK3PXP"):
        assert secret not in found
    assert [row["type"] for row in hand_out(cast.author, by=cast.editor)["theirs"]["mfa.Authenticator"]] == ["totp"]


def test_the_sealed_secret_of_a_webhook_is_not_handed_out(cast):
    Webhook.objects.create(owner=cast.author, address="https://receiver.example.org/", secret=b"sealed", created_at=clock.now())
    (row,) = hand_out(cast.author, by=cast.editor)["theirs"]["articles.Webhook"]
    assert row["address"] == "https://receiver.example.org/"
    assert "secret" not in row


def test_it_is_on_record(cast):
    hand_out(cast.author, by=cast.editor)
    assert LogEntry.objects.get(user=cast.editor).object_id == str(cast.author.pk)


def test_only_an_editor_hands_it_out(cast):
    with pytest.raises(NotAllowed):
        hand_out(cast.editor, by=cast.author)
    assert not LogEntry.objects.exists()


def test_an_editor_hands_it_out_over_the_api_and_that_is_on_record(cast):
    acts.submitted(cast)
    answer = Keyed(cast.editor).send("accounts/author/hand-out/")
    assert answer.json()["account"]["username"] == "author"
    assert answer["Cache-Control"] == "no-store"
    assert LogEntry.objects.get().object_repr == "author"


def test_over_the_api_there_is_nobody_for_who_is_no_editor_and_nobody_who_is_not_there(cast):
    assert Keyed(cast.author).send("accounts/author/hand-out/").status_code == 404
    assert Keyed(cast.editor).send("accounts/nobody/hand-out/").status_code == 404
    assert not LogEntry.objects.exists()


def test_the_command_prints_it(cast, capsys):
    assert cast.author
    call_command("export_person", "author", by=cast.editor.username)
    assert json.loads(capsys.readouterr().out)["account"]["email"] == "author@example.org"


def test_the_command_refuses_who_is_not_there(cast):
    with pytest.raises(CommandError, match="There is no account nobody"):
        call_command("export_person", "nobody", by=cast.editor.username)


def signed_in(user) -> Client:
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


def chosen(client: Client, where: str, pk: object):
    return client.post(f"/admin/{where}/", {"action": "hand_out", "_selected_action": [str(pk)]})


def test_an_editor_hands_it_out_from_the_boards_list(cast):
    answer = chosen(signed_in(cast.editor), "reviews/boardmember", cast.rivera.pk)
    assert answer["Content-Disposition"] == 'attachment; filename="rivera.json"'
    assert answer.json()["account"]["username"] == "rivera"


def test_an_editor_hands_it_out_from_the_list_of_keys(cast):
    key, _ = ApiKey.objects.create(user=cast.author)
    assert chosen(signed_in(cast.editor), "articles/apikey", key.pk).json()["account"]["username"] == "author"


def test_a_board_member_does_not(cast):
    answer = chosen(signed_in(cast.rivera.user), "reviews/boardmember", cast.chen.pk)
    assert answer.status_code == 404
    assert not LogEntry.objects.exists()
