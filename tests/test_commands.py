"""The commands of the contract, as an operator types them."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from articles.models import ApiKey, Article, Delivery, State
from citations import clock
from reviews.models import BoardMember
from tests.client import Keyed


def test_a_new_key_is_printed_once_and_kept_as_a_digest(cast, capsys):
    assert cast.author
    call_command("create_api_key", "author", name="pipeline")
    key = capsys.readouterr().out.strip()
    assert len(key) >= 40
    row = ApiKey.objects.get()
    assert (row.name, row.user) == ("pipeline", cast.author)
    assert key not in str(list(ApiKey.objects.values()))


def test_a_new_key_opens_the_api(cast, capsys):
    assert cast.author
    call_command("create_api_key", "author")
    client = Keyed()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {capsys.readouterr().out.strip()}")
    assert client.read("articles/").status_code == 200


def test_a_revoked_key_opens_nothing(cast):
    client = Keyed(cast.author)
    ApiKey.objects.all().delete()
    assert client.read("articles/").status_code == 401


@pytest.mark.parametrize("key", ["x", "ü", "a b", "0" * 5000, "\x7f"])
def test_a_key_that_is_none_opens_nothing(cast, key):
    client = Keyed()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}".encode().decode("latin-1"))
    assert client.read("articles/").status_code == 401


def test_the_key_of_an_account_that_was_closed_opens_nothing(cast):
    client = Keyed(cast.author)
    cast.author.is_active = False
    cast.author.save()
    assert client.read("articles/").status_code == 401


def test_a_key_for_nobody_is_refused(db):
    with pytest.raises(CommandError, match="no account"):
        call_command("create_api_key", "nobody")


def test_the_demo_loads_twice_and_prints_the_same_log_ins(db, capsys):
    call_command("load_demo")
    first, articles = capsys.readouterr().out, Article.objects.count()
    call_command("load_demo")
    assert capsys.readouterr().out == first
    assert Article.objects.count() == articles
    log_ins = {line.split()[1] for line in first.splitlines() if line.startswith("login ")}
    assert {"editor", "dr.rivera", "dr.chen", "dr.okafor", "author"} <= log_ins


def test_the_demo_has_an_article_in_every_state(db):
    call_command("load_demo")
    assert set(Article.objects.values_list("state", flat=True)) == set(State.values)


def test_only_the_demo_article_with_the_defects_has_errors(db):
    call_command("load_demo")
    assert [a.external_id for a in Article.objects.filter(errors__gt=0)] == ["demo-iliopsoas", "demo-crystals"]


def test_the_demo_mails_nobody_of_its_past(db):
    call_command("load_demo")
    assert not Delivery.objects.filter(sent_at=None, failed_at=None, event__at__lt=clock.now() - timedelta(days=2)).exists()


def test_the_demo_board_is_free_to_review_what_the_author_submits(db):
    call_command("load_demo")
    members = {m.user.username: m for m in BoardMember.objects.select_related("user")}
    assert {"dr.rivera", "dr.chen"} <= {u for u, m in members.items() if "Musculoskeletal" in m.specialties}
    assert not members["dr.rivera"].licence_trouble(members["dr.rivera"].joined.today())
