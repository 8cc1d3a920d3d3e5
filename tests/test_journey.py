"""The main job on real input, over HTTP, with a live worker and a real mail server: submitted, reviewed, approved."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import httpx
import pytest

from articles.models import ApiKey
from citations import clock
from reviews.demo import iliopsoas
from tests import mended, seed
from tests.live import Letters, Product, eventually
from tests.people import PASSWORD


@pytest.fixture
def product(committed):
    letters = Letters()
    letters.start()
    running = Product(letters)
    running.web()
    running.worker()
    yield running
    running.stop()
    letters.stop()


def caller(product: Product, user=None):
    """Calls the API as a person with a key: `call(method, path, body)` gives (status, body, headers)."""
    headers = {}
    if user is not None:
        _, key = ApiKey.objects.create(user=user)
        headers["Authorization"] = f"Bearer {key}"
    client = httpx.Client(base_url=f"{product.url}/api/v1/", headers=headers)

    def call(method: str, path: str, body: object = None, **more: str):
        answer = client.request(method, path, json=body, headers=more)
        return answer.status_code, answer.json(), answer.headers

    return call


def signing(content_hash: str, audiences: list[str], claims: list[dict]) -> dict:
    return {
        "verdict": "approve", "content_hash": content_hash, "renditions": audiences,
        "claims": {claim["id"]: "supported" for claim in claims}, "note_to_author": "",
        "note_to_editor": "", "disclosure": {"none": True},
        "signature": {"name": "As printed", "meaning": "review", "password": PASSWORD},
    }  # fmt: skip


def test_the_page_that_medreview_was_asked_for_becomes_approved(product, cast):
    author, editor, reader = caller(product, cast.author), caller(product, cast.editor), caller(product)
    members = (cast.rivera, cast.chen)

    # The page comes in as it is, and the checks say what is wrong with it.
    status, article, headers = author("POST", "articles/", seed.submission())
    assert status == 201
    at = f"articles/{article['id']}/"
    _, findings, _ = author("GET", f"{at}findings/")
    found = Counter(finding["code"] for finding in findings["results"])
    assert found["citation-dangling"] == 1
    assert found["citation-shifted"] >= 1
    assert found["reference-self-published"] == 1
    (dangling,) = [finding for finding in findings["results"] if finding["code"] == "citation-dangling"]
    assert "6" in dangling["message"]

    # No board member is asked while errors stand.
    status, refused, _ = editor("POST", f"{at}assignments/", {"board_member": cast.rivera.pk})
    assert status == 409
    assert {"citation-dangling", "citation-shifted"} <= {finding["code"] for finding in refused["findings"]}

    # The author sends a corrected revision.
    corrected = iliopsoas.submission(
        mended.TEXT, mended.REFERENCES, question=article["question"],
        renditions={"clinician": mended.TEXT, "patient": mended.PATIENT},
    )  # fmt: skip
    status, article, _ = author("POST", f"{at}revisions/", corrected, **{"If-Match": headers["ETag"]})
    assert status == 201
    assert article["findings"]["error"] == 0, author("GET", f"{at}findings/")

    # Two board members are invited, accept, read and sign.
    seats = []
    for member in members:
        status, seat, _ = editor("POST", f"{at}assignments/", {"board_member": member.pk})
        assert status == 201
        seats.append((caller(product, member.user), seat))
    assert author("GET", at)[1]["state"] == "submitted"
    for place, (board_member, seat) in enumerate(seats):
        assert board_member("POST", f"assignments/{seat['id']}/accept/")[0] == 200
        assert author("GET", at)[1]["state"] == "under_review", place
    for board_member, seat in seats:
        _, claims, _ = board_member("GET", f"{at}claims/")
        said = signing(seat["content_hash"], ["clinician", "patient"], claims["results"])
        assert board_member("POST", f"assignments/{seat['id']}/review/", said)[0] == 201

    # It is approved; the dates are right; the public JSON says so.
    eventually(lambda: author("GET", at)[1]["last_updated"])
    _, article, _ = author("GET", at)
    today = clock.today()
    assert article["state"] == "approved"
    assert article["last_reviewed"] == today.isoformat()
    assert timedelta(days=330) < _date(article["next_review_due"]) - today < timedelta(days=1100)
    _, events, _ = author("GET", f"{at}events/")
    changed = [event["at"] for event in events["results"] if event["kind"] in ("revised", "approved")]
    assert article["last_updated"] in changed
    _, public, _ = reader("GET", f"public/articles/{article['slug']}/")
    assert public["public_status"]["label"] == "Approved"
    assert public["last_reviewed"] == today.isoformat()
    assert [signer["name"] for signer in public["reviewed_by"]] == [member.name for member in members]
    assert public["content_hash"] == article["content_hash"]

    # Everybody was told, once of each thing, with a link.
    subjects = {
        "author": ["mend", "Under review", "Approved"],
        "editor": ["New article", "Revision 2", "Approved"],
        "rivera": ["Please review", "Published with your signature"],
        "chen": ["Please review", "Published with your signature"],
    }
    owed = sum(map(len, subjects.values()))
    eventually(lambda: len(product.letters.received) >= owed)
    for person, expected in subjects.items():
        letters = product.letters.to(f"{person}@example.org")
        assert len(letters) == len(expected), (person, [letter["Subject"] for letter in letters])
        for part in expected:
            (letter,) = [letter for letter in letters if part in letter["Subject"]]
            assert product.url in letter.get_body().get_content()
    assert len({letter["Message-ID"] for letter in product.letters.received}) == owed


def _date(text: str):
    return type(clock.today()).fromisoformat(text)
