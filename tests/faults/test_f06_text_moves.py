"""F6: the author revises while the reviewer signs, over real web processes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from articles.history import first_break
from tests import acts
from tests.client import body
from tests.faults.callers import client
from tests.faults.outcome import Outcome, sized
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.alone]

TURNS = sized(20, 1000)


def test_no_text_is_approved_but_the_one_that_was_shown(ground, cast, record):
    author, signer = client(ground.url, cast.author), client(ground.url, cast.chen.user)
    ground.run("web")
    met: Counter[str] = Counter()
    wrong = 0
    for turn in range(TURNS):
        article = acts.under_review(cast)
        acts.signed(article.open_round.assignments.get())
        seat = acts.seated(article, cast.chen, cast.editor)
        shown = article.current.content_hash
        answers = _at_once(
            lambda: author.post(
                f"articles/{article.pk}/revisions/", json=body(question=f"Turn {turn}?"), headers={"If-Match": "*"}
            ),
            lambda: signer.post(f"assignments/{seat.pk}/review/", json=_signature(shown)),
        )
        met[f"revised {answers[0]}, signed {answers[1]}"] += 1
        article = acts.fresh(article)
        wrong += bool(article.published and article.published.content_hash != shown) or bool(first_break(article))
    first = sum(count for what, count in met.items() if what.endswith("signed 201"))
    record(Outcome("F6", f"revised while being signed, {TURNS} times", f"{first} signed first, {wrong} approvals of another text"))
    assert wrong == 0
    assert set(met) <= {"revised 201, signed 201", "revised 201, signed 409", "revised 201, signed 412"}


def _at_once(*acts_of) -> list[int]:
    gate = Barrier(len(acts_of))

    def run(act) -> int:
        gate.wait(30)
        return act().status_code

    with ThreadPoolExecutor(len(acts_of)) as pool:
        return list(pool.map(run, acts_of))


def _signature(shown: str) -> dict:
    return {
        "verdict": "approve", "content_hash": shown, "renditions": ["clinician"], "disclosure": {"none": True},
        "signature": {"name": "Pat Chen", "meaning": "review", "password": PASSWORD},
    }  # fmt: skip
