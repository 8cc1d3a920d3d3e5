"""Erasing a person: their name and words go, what happened stays, every history stays whole."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from articles.erasure import NAME, erase
from articles.errors import BadInput, NotAllowed, Unmet
from articles.history import first_break
from articles.intake import Writer
from articles.models import ApiKey, Contributor, EventText
from tests import acts
from tests.client import Keyed


def erased(cast):
    erase(cast.author, by=cast.editor, reason="Asked for in writing.")
    return acts.fresh(cast.author)


def test_the_name_and_the_address_are_gone(cast):
    cast.author.first_name, cast.author.email = "Ada", "ada@example.org"
    cast.author.save()
    person = erased(cast)
    assert (person.username, person.first_name, person.email) == (f"erased-{person.pk}", "", "")


def test_nobody_signs_in_with_the_account_or_its_keys(cast):
    client = Keyed(cast.author)
    person = erased(cast)
    assert not person.is_active
    assert not person.has_usable_password()
    assert not ApiKey.objects.filter(user=person).exists()
    assert client.read("articles/").status_code == 401


def test_their_second_factors_and_sessions_go_too(cast):
    TOTP.activate(cast.author, "JBSWY3DPEHPK3PXP")
    EmailAddress.objects.create(user=cast.author, email=cast.author.email)
    erased(cast)
    assert not Authenticator.objects.exists()
    assert not EmailAddress.objects.filter(user=cast.author).exists()


def test_their_words_are_gone_and_the_history_is_whole(cast):
    article = acts.submitted(cast, note="Written with J. Doe.")
    erased(cast)
    words = EventText.objects.get(event__article=article)
    assert words.text == ""
    assert words.erased_at is not None
    assert not first_break(acts.fresh(article))


def test_the_words_of_others_stay(cast):
    article = acts.split(cast)
    from_board = EventText.objects.exclude(event__actor=cast.author).count()
    erased(cast)
    assert EventText.objects.exclude(event__actor=cast.author).exclude(text="").count() == from_board
    assert not first_break(acts.fresh(article))


def test_what_was_approved_stays_approved_with_its_hash(cast):
    article = acts.approved(cast)
    erased(cast)
    after = acts.fresh(article)
    assert (after.state, after.published.content_hash) == ("approved", article.published.content_hash)


def test_their_name_as_a_contributor_is_gone(cast):
    article = acts.submitted(cast)
    Contributor.objects.filter(revision=article.current).update(account=cast.author)
    erased(cast)
    assert list(article.current.contributors.values_list("name", "orcid")) == [(NAME, "")]


def test_it_is_on_record_who_erased_and_why(cast):
    erased(cast)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (cast.editor, "Erased. Asked for in writing.")


def test_erasing_twice_is_harmless(cast):
    acts.submitted(cast, note="Written with J. Doe.")
    erased(cast)
    assert erase(acts.fresh(cast.author), by=cast.editor, reason="Again.").words == 0


def test_a_board_members_signatures_are_kept_as_evidence(cast):
    with pytest.raises(Unmet, match="signatures are kept"):
        erase(cast.rivera.user, by=cast.editor, reason="Asked for.")


def test_only_an_editor_erases(cast):
    with pytest.raises(NotAllowed):
        erase(cast.author, by=cast.other_author, reason="Asked for.")


def test_an_erasure_needs_a_reason(cast):
    with pytest.raises(BadInput):
        erase(cast.author, by=cast.editor, reason=" ")


def test_the_command_erases_and_says_what_it_did(cast, capsys):
    acts.submitted(cast, note="Written with J. Doe.")
    assert cast.editor
    call_command("erase_person", "author", by="editor", reason="Asked for in writing.")
    assert f"the account is now erased-{cast.author.pk}" in capsys.readouterr().out


def test_the_command_names_an_account_that_is_not_there(cast):
    assert cast.editor
    with pytest.raises(CommandError, match="no account nobody"):
        call_command("erase_person", "nobody", by="editor", reason="Asked for.")


def test_their_name_as_a_contributor_goes_where_the_submission_named_no_account(cast, client):
    cast.author.first_name, cast.author.last_name = "Ada", "Áuthor"
    cast.author.save()
    writers = (Writer("ADA AUTHOR", "0000-0002-1825-0097"), Writer("B. Other"))
    article = acts.submitted(cast, contributors=writers)
    done = erase(cast.author, by=cast.editor, reason="Asked for in writing.")
    assert done.still_named == ["B. Other"]
    page = client.get(f"/articles/{article.slug}/").content.decode()
    assert ("AUTHOR" in page, "0000-0002-1825-0097" in page, "B. Other" in page) == (False, False, True)


def test_a_name_that_is_not_the_accounts_is_erased_when_it_is_said(cast, capsys):
    article = acts.submitted(cast)
    assert cast.editor
    call_command("erase_person", "author", by="editor", reason="Asked for in writing.")
    assert "still named as contributors of what this account wrote: A. Writer." in capsys.readouterr().out
    call_command("erase_person", f"erased-{cast.author.pk}", by="editor", reason="Asked for.", name=["a. writer"])
    assert [row.name for row in article.current.contributors.all()] == [NAME]
