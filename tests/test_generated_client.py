"""A client made from the schema by somebody else's generator drives the whole journey: so the schema is true.

openapi-python-client writes a typed client; whatever the answers hold that the schema does not say breaks it here.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from articles.models import ApiKey
from tests.client import body
from tests.live import Letters, Product
from tests.people import PASSWORD

SCHEMA = Path(__file__).resolve().parent.parent / "docs/openapi.yaml"
pytestmark = pytest.mark.slow


@pytest.fixture
def product():
    letters = Letters()
    letters.start()
    found = Product(letters)
    found.web()
    yield found
    found.stop()
    letters.stop()


class Generated:
    """The generated package: operations and models by their names."""

    def __init__(self, home: Path) -> None:
        generate = ["generate", "--path", str(SCHEMA), "--meta", "none", "--output-path", str(home / "generated_client")]
        program = Path(sys.executable).with_name("openapi-python-client")
        done = subprocess.run([program, *generate], capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    def operation(self, name: str):
        return importlib.import_module(f"generated_client.api.{name}").sync

    def model(self, name: str, said: dict):
        return getattr(importlib.import_module("generated_client.models"), name).from_dict(said)

    def client(self, product: Product, user):
        _, key = ApiKey.objects.create(user=user)
        made = importlib.import_module("generated_client").AuthenticatedClient
        return made(base_url=product.url, token=key, raise_on_unexpected_status=True, timeout=60)


@pytest.fixture
def generated(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    yield Generated(tmp_path)
    for name in [name for name in sys.modules if name.split(".")[0] == "generated_client"]:
        del sys.modules[name]


def test_a_generated_client_drives_the_whole_journey(committed, cast, product, generated):
    author, editor = generated.client(product, cast.author), generated.client(product, cast.editor)
    members = {member.pk: generated.client(product, member.user) for member in (cast.rivera, cast.chen)}
    op, model = generated.operation, generated.model

    dry = op("articles.articles_create")(client=author, body=model("ArticleInput", body()), dry_run=True)
    assert dry.findings == []
    sent = body(external_id="generated-1")
    article = op("articles.articles_create")(client=author, body=model("ArticleInput", sent), idempotency_key="generated-1")
    assert (article.state.value, article.content_hash) == ("submitted", dry.content_hash)
    again = op("articles.articles_create")(client=author, body=model("ArticleInput", sent), idempotency_key="generated-1")
    assert again.id == article.id

    candidates = op("articles.articles_candidates_retrieve")(article.id, client=editor)
    assert {member.pk for member in (cast.rivera, cast.chen)} <= {found.board_member for found in candidates.results}
    for pk in members:
        invitation = model("Invitation", {"board_member": pk})
        op("articles.articles_assignments_create")(article.id, client=editor, body=invitation)
    for client in members.values():
        (seat,) = op("assignments.assignments_list")(client=client).results
        assert op("assignments.assignments_accept_create")(seat.id, client=client).state.value == "accepted"
    for client in members.values():
        (seat,) = op("assignments.assignments_list")(client=client).results
        claims = op("articles.articles_claims_list")(article.id, client=client).results
        signing = {
            "verdict": "approve", "content_hash": article.content_hash, "renditions": ["clinician"],
            "claims": {claim.id: "supported" for claim in claims}, "disclosure": {"none": True},
            "signature": {"name": "Pat Signer", "meaning": "review", "password": PASSWORD},
        }  # fmt: skip
        signed = op("assignments.assignments_review_create")(seat.id, client=client, body=model("SigningInput", signing))
        assert signed.verdict.value == "approve"

    assert op("articles.articles_retrieve")(article.id, client=author).state.value == "approved"
    public = op("public.public_articles_retrieve")(article.slug, client=author)
    assert public.public_status.label == "Approved"
    assert len(public.reviewed_by) == 2
    found = op("articles.articles_list")(client=author, q="hip flexor")
    assert [line.id for line in found.results] == [article.id]
    assert op("articles.articles_list")(client=author, updated_since=found.sync_token).results == []
    refused = op("articles.articles_withdraw_create")(article.id, client=author)
    assert (refused.status, refused.title) == (409, "Not possible in this state")
    events = [event.kind for event in op("articles.articles_events_list")(article.id, client=author).results]
    assert (events[0], events[-1]) == ("submitted", "approved")
