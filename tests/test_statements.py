"""Signed statements of approval: issued only while signatures and hash bear them out, and checked by anybody."""

from __future__ import annotations

import base64
import copy
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.cache import caches
from django.core.management import call_command

from articles import workflow as articles
from articles.models import Policy
from articles.statements import keys
from articles.statements.checking import Verdict, check
from citations import clock
from reviews import workflow as reviews
from tests import acts, stack


@pytest.fixture(autouse=True)
def _keys(settings, tmp_path):
    """A folder of its own with a first key; pages rendered for one test are nothing to the next."""
    settings.STATEMENT_KEYS = str(tmp_path / "keys")
    keys.make()
    caches["pages"].clear()


def statement_of(client, article):
    return client.get(f"/api/v1/public/articles/{article.slug}/statement/")


def stated(client, article) -> dict:
    answer = statement_of(client, article)
    assert answer.status_code == 200
    return answer.json()


def verdict(statement: object) -> str:
    return check(json.dumps(statement), clock.today()).verdict


def checked_page(client, text: str) -> str:
    return " ".join(client.post("/statements/check/", {"statement": text}).content.decode().split())


# --- Issuing --------------------------------------------------------------------------------------


def test_a_statement_says_who_signed_what_when_and_until_when(client, cast):
    article = acts.approved(cast)
    said = stated(client, article)["statement"]
    assert [(s["name"], s["credentials"], s["on"]) for s in said["signed_by"]] == [
        ("Pat Rivera", "MD", clock.today().isoformat()),
        ("Pat Chen", "MD", clock.today().isoformat()),
    ]
    assert {s["content_hash"] for s in said["signed_by"]} == {said["content_hash"]} == {article.published.content_hash}
    assert said["status"] == "Approved"
    assert said["next_review_due"] == article.next_review_due.isoformat()


def test_anybody_can_verify_a_statement_with_the_published_key_alone(client, cast):
    whole = stated(client, acts.approved(cast))
    published = client.get("/.well-known/jwks.json")
    assert published["Content-Type"] == "application/jwk-set+json"
    jwk = next(key for key in published.json()["keys"] if key["kid"] == whole["statement"]["key"])
    assert (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519")
    key, signature = (base64.urlsafe_b64decode(text + "==") for text in (jwk["x"], whole["signature"]))
    Ed25519PublicKey.from_public_bytes(key).verify(signature, rfc8785.dumps(whole["statement"]))
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(key).verify(signature, rfc8785.dumps(whole["statement"] | {"revision": 2}))


def test_the_documented_way_to_check_one_works(client, cast, tmp_path):
    for name, path in (("statement", f"/api/v1/public/articles/{acts.approved(cast).slug}/statement/"), ("jwks", "/.well-known/jwks.json")):
        (tmp_path / f"{name}.json").write_bytes(client.get(path).content)
    code = re.search(r"```python\n(.*?)```", (Path(__file__).parent.parent / "docs/statements.md").read_text(), re.DOTALL)[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("Approved "), done.stderr


def test_the_published_keys_hold_no_private_part(client, db):
    assert all("d" not in key for key in client.get("/.well-known/jwks.json").json()["keys"])


@pytest.mark.parametrize("arranged", [acts.submitted, acts.under_review, acts.split])
def test_nothing_is_stated_of_what_is_pending(client, cast, arranged):
    assert statement_of(client, arranged(cast)).status_code == 404


def test_nothing_is_stated_once_the_review_is_overdue(client, cast):
    article = acts.approved(cast)
    with clock.shifted(days=800):
        assert statement_of(client, article).status_code == 404


@pytest.mark.parametrize("cause", ["notice", "report", "due"])
def test_nothing_is_stated_in_re_review(client, cast, cause):
    article = reviews.reopen(acts.approved(cast), cause=cause, by=cast.editor)
    assert statement_of(client, article).status_code == 404


def test_nothing_is_stated_of_a_retired_article(client, cast):
    article = articles.retire(acts.approved(cast), by=cast.editor, notice="Superseded.")
    assert statement_of(client, article).status_code == 404


def test_nothing_is_stated_where_the_stored_text_is_not_the_one_that_was_signed(client, committed, cast):
    article = acts.approved(cast)
    assert statement_of(client, article).status_code == 200
    with psycopg.connect(stack.superuser_url(), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE articles_rendition SET text = text || 'Double the dose.'")
    assert statement_of(client, article).status_code == 404


def test_nothing_is_stated_where_nobody_made_a_key(client, cast, settings, tmp_path):
    settings.STATEMENT_KEYS = str(tmp_path / "none")
    article = acts.approved(cast)
    assert statement_of(client, article).status_code == 404
    assert "Signed statement" not in client.get(f"/articles/{article.slug}/").content.decode()
    assert client.get("/.well-known/jwks.json").json() == {"keys": []}


def test_the_statement_of_an_update_under_review_is_of_the_text_that_is_shown(client, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft("A newer text [1].", references=1), by=cast.author)
    assert stated(client, article)["statement"]["revision"] == 1


def test_a_minor_correction_is_stated_as_one_beside_the_whole_review(client, cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT.replace("as pain", "as the pain")), by=cast.author)
    acts.signed(acts.seated(article, cast.haddad, cast.editor))
    said = stated(client, article)["statement"]
    assert [(s["name"], s["read"]) for s in said["signed_by"]] == [
        ("Pat Rivera", "whole text"), ("Pat Chen", "whole text"), ("Pat Haddad", "minor correction"),
    ]  # fmt: skip
    assert said["signed_by"][0]["content_hash"] != said["signed_by"][2]["content_hash"] == said["content_hash"]


def test_an_editors_decision_is_stated_as_one(client, cast):
    article = reviews.approve(acts.split(cast), by=cast.editor, reason="The point is one of wording.")
    said = stated(client, article)["statement"]
    assert said["decided_by_editor"]
    assert [s["name"] for s in said["signed_by"]] == ["Pat Rivera"]


def test_reviewers_whom_the_policy_keeps_unnamed_are_not_named(client, cast):
    Policy.objects.update(names_reviewers=False)
    said = json.dumps(stated(client, acts.approved(cast)))
    assert "A physician of the board" in said
    assert not [mark for mark in ("Rivera", "Chen", "rivera", "chen", '"MD"') if mark in said]


def test_the_page_and_the_public_answer_lead_to_the_statement(client, cast):
    article = acts.approved(cast)
    address = f"/api/v1/public/articles/{article.slug}/statement/"
    assert address in client.get(f"/articles/{article.slug}/").content.decode()
    assert client.get(f"/api/v1/public/articles/{article.slug}/").json()["statement"].endswith(address)
    with clock.shifted(days=800):
        assert address not in client.get(f"/articles/{article.slug}/").content.decode()


# --- Checking -------------------------------------------------------------------------------------


def test_a_statement_checks_as_it_was_issued_however_it_is_laid_out(client, cast):
    whole = stated(client, acts.approved(cast))
    for text in (json.dumps(whole, indent=3), json.dumps(whole, sort_keys=True, ensure_ascii=False)):
        assert check(text, clock.today()).verdict == Verdict.STANDS


def test_changing_any_field_is_found(client, cast):
    whole = stated(client, acts.approved(cast))
    fields = [("statement", name) for name in whole["statement"]]
    fields += [("statement", "signed_by", n, name) for n, who in enumerate(whole["statement"]["signed_by"]) for name in who]
    for path in (*fields, ("signature",)):
        forged = copy.deepcopy(whole)
        place = forged
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = altered(place[path[-1]])
        assert verdict(forged) == Verdict.FORGED, path


def altered(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return value[:1]
    return value[:-1] + ("A" if value[-1:] != "A" else "B")


def test_leaving_out_or_adding_a_field_is_found(client, cast):
    whole = stated(client, acts.approved(cast))
    for name in whole["statement"]:
        less = {field: value for field, value in whole["statement"].items() if field != name}
        assert verdict(whole | {"statement": less}) == Verdict.FORGED, name
    assert verdict(whole | {"statement": whole["statement"] | {"note": "and more"}}) == Verdict.FORGED


def test_a_statement_signed_by_somebody_elses_key_is_forged(client, cast, settings, tmp_path):
    article = acts.approved(cast)
    ours, settings.STATEMENT_KEYS = settings.STATEMENT_KEYS, str(tmp_path / "theirs")
    keys.make()
    theirs = stated(client, article)
    settings.STATEMENT_KEYS = ours
    assert verdict(theirs) == Verdict.FORGED


def test_an_old_statement_checks_after_the_key_was_changed(client, cast):
    article = acts.approved(cast)
    old = stated(client, article)
    call_command("make_statement_key", stdout=io.StringIO())
    new = stated(client, article)
    assert old["statement"]["key"] != new["statement"]["key"]
    assert (verdict(old), verdict(new)) == (Verdict.STANDS, Verdict.STANDS)
    assert len(client.get("/.well-known/jwks.json").json()["keys"]) == 2


def test_a_key_is_made_once_where_that_is_asked_and_only_its_owner_reads_it(settings, capsys):
    call_command("make_statement_key", once=True)
    assert "already" in capsys.readouterr().out
    assert len(keys.published()) == 1
    [private] = Path(settings.STATEMENT_KEYS).glob("*.pem")
    assert private.stat().st_mode & 0o077 == 0


def test_a_statement_of_a_lapsed_approval_is_valid_and_said_to_have_lapsed(client, cast):
    whole = stated(client, acts.approved(cast))
    with clock.shifted(days=800):
        said = checked_page(client, json.dumps(whole))
    assert "is valid, but the approval has lapsed since" in said
    assert "Review Overdue" in said


def test_a_statement_of_an_article_in_re_review_or_retired_has_lapsed(client, cast):
    article = acts.approved(cast)
    whole = stated(client, article)
    article = reviews.reopen(article, cause="notice", by=cast.editor)
    assert verdict(whole) == Verdict.LAPSED
    articles.retire(article, by=cast.editor, notice="Superseded.")
    assert verdict(whole) == Verdict.LAPSED


def test_a_statement_of_a_former_text_is_valid_and_said_to_be_of_another_one(client, cast):
    article = acts.approved(cast)
    whole = stated(client, article)
    articles.revise(article, acts.draft("A newer text [1].", references=1), by=cast.author)
    assert verdict(whole) == Verdict.STANDS
    acts.approved_again(article, cast)
    assert verdict(whole) == Verdict.CHANGED
    assert "but the text has changed since" in checked_page(client, json.dumps(whole))


def test_a_statement_from_before_a_re_review_of_the_same_text_is_valid_and_older(client, cast):
    with clock.shifted(days=-10):
        article = acts.approved(cast)
        whole = stated(client, article)
    reviews.reopen(article, cause="due", by=cast.editor)
    acts.approved_again(article, cast)
    assert verdict(whole) == Verdict.RENEWED


def test_the_page_says_plainly_valid_and_shows_what_was_signed(client, cast):
    said = checked_page(client, statement_of(client, acts.approved(cast)).content.decode())
    assert "This statement is valid." in said
    assert "Pat Rivera, MD" in said


def test_the_page_shows_nothing_of_a_forged_statement_as_true(client, cast):
    whole = stated(client, acts.approved(cast))
    whole["statement"]["question"] = "Is the unicorn approved?"
    said = checked_page(client, json.dumps(whole))
    assert "This statement is forged." in said
    assert "What it says" not in said


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "[]", "{}", '{"statement": 1, "signature": "x"}', '{"statement": {}}', "[" * 15_000, "x" * 20_001],
)
def test_what_is_no_statement_is_said_to_be_unreadable(client, db, text):
    answer = client.post("/statements/check/", {"statement": text})
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()


@pytest.mark.parametrize("signed", ['{"key": [1]}', '{"key": {}}', '{"a": 1e999}', '{"a": "\\ud800"}', '{"a": 99999999999999999999}'])
def test_a_statement_that_no_canonical_form_holds_is_forged(signed):
    assert check(f'{{"statement": {signed}, "signature": "AAAA"}}', clock.today()).verdict == Verdict.FORGED


@pytest.mark.parametrize("value", [1e999, "\ud800", 2**70])
def test_a_known_key_under_what_cannot_be_canonical_is_forged(value):
    said = {"key": keys.published()[0]["kid"], "a": value}
    assert check(json.dumps({"statement": said, "signature": "AA"}), clock.today()).verdict == Verdict.FORGED


def test_checking_is_throttled_and_reading_the_form_is_not(client, db):
    caches["default"].clear()
    statuses = [client.post("/statements/check/", {"statement": "{}"}).status_code for _ in range(101)]
    assert statuses == [400] * 100 + [429]
    assert client.get("/statements/check/").status_code == 200
