"""Every state x action x role against a literal table, over doors, API and admin alike."""

from __future__ import annotations

import pytest
from django.db import transaction

from articles import workflow as articles
from articles.errors import Refusal
from articles.models import Article, Event, State
from reviews import workflow as reviews
from reviews.admin.steps import STEPS
from reviews.models import Assignment, BoardMember
from tests import acts
from tests.client import Keyed, body
from tests.desk import Visitor
from tests.people import PASSWORD, person

STATES = tuple(State.values)

# What the person whose action it is meets. Under review stands for a split: one approval, one objection, no seat waiting.
#                  submitted  under_review  changes_requested  approved  rejected  withdrawn  retired
OWN = {
    "revise":          (201,       201,          201,             201,       409,      409,       409),
    "withdraw":        (200,       200,          200,             409,       409,      409,       409),
    "reject":          (200,       200,          200,             409,       409,      409,       409),
    "invite":          (201,       201,          409,             409,       409,      409,       409),
    "take_on":         (200,       200,          200,             409,       409,      409,       409),
    "hand_back":       (409,       409,          409,             409,       409,      409,       409),
    "overrule":        (200,       200,          409,             409,       409,      409,       409),
    "waive":           (200,       200,          200,             409,       409,      409,       409),
    "request_changes": (409,       200,          409,             409,       409,      409,       409),
    "approve":         (409,       200,          409,             409,       409,      409,       409),
    "reopen":          (409,       409,          409,             200,       409,      409,       409),
    "retire":          (409,       409,          409,             200,       409,      409,       409),
}  # fmt: skip

# Everybody else, in every state: by API, and by door (where nobody is hidden from).
#                    revise withdraw reject invite take_on hand_back overrule waive request_changes approve reopen retire
ACTIONS = tuple(OWN)
OTHERS = {
    "nobody":        ((401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401), None),
    "other author":  ((404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404), 403),
    "other member":  ((404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404), 403),
    "seated member": ((403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403), 403),
    "author":        ((own := None, own, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403), 403),
    "editor":        ((403, 403, own, own, own, own, own, own, own, own, own, own), 403),
    "superuser":     ((403, 403, own, own, own, own, own, own, own, own, own, own), 403),
}  # fmt: skip


@pytest.fixture
def people(cast):
    return {
        "nobody": None,
        "author": cast.author,
        "other author": cast.other_author,
        "other member": cast.okafor.user,
        "seated member": cast.rivera.user,
        "editor": cast.editor,
        "superuser": person("root", is_superuser=True, is_staff=True),
    }


@pytest.fixture
def one_of_each(cast) -> dict[str, Article]:
    """An article in every state, each with a warning to waive, dr. rivera with a seat on each."""
    unused = {"references": 3}
    submitted = acts.submitted(cast, **unused)
    reviews.decline(reviews.invite(submitted, cast.rivera, by=cast.editor), by=cast.rivera.user)
    split = acts.split(cast, **unused)
    rejected, withdrawn = acts.under_review(cast, **unused), acts.under_review(cast, **unused)
    return {
        State.SUBMITTED: submitted,
        State.UNDER_REVIEW: acts.split(cast, **unused),
        State.CHANGES_REQUESTED: reviews.request_changes(split, by=cast.editor, reason="Soften it."),
        State.APPROVED: acts.approved(cast, **unused),
        State.REJECTED: articles.reject(rejected, by=cast.editor, reason="Out of scope."),
        State.WITHDRAWN: articles.withdraw(withdrawn, by=cast.author),
        State.RETIRED: articles.retire(acts.approved(cast, **unused), by=cast.editor, notice="Superseded."),
    }


def expected(role: str, action: str, state: str) -> int:
    by_api, _ = OTHERS[role]
    return by_api[ACTIONS.index(action)] or OWN[action][STATES.index(state)]


def rolled_back(act, *args) -> int:
    with transaction.atomic():
        result = act(*args)
        transaction.set_rollback(True)
    return result


@pytest.mark.parametrize("action", ACTIONS)
def test_over_the_api(one_of_each, people, cast, action):
    clients = {role: Keyed(user) for role, user in people.items()}
    assert cast.haddad
    met = {
        (role, state): rolled_back(_by_api, clients[role], action, article)
        for role in people
        for state, article in one_of_each.items()
    }
    assert met == {(role, state): expected(role, action, state) for role, state in met}


@pytest.mark.parametrize("action", ACTIONS)
def test_over_the_doors(one_of_each, people, cast, action):
    assert cast.haddad
    roles = [role for role in people if role != "nobody"]
    met = {
        (role, state): rolled_back(_by_door, people[role], action, article)
        for role in roles
        for state, article in one_of_each.items()
    }
    assert met == {
        (role, state): expected(role, action, state) if OTHERS[role][0][ACTIONS.index(action)] is None else OTHERS[role][1]
        for role, state in met
    }


@pytest.mark.parametrize("action", [action for action in ACTIONS if action in STEPS])
def test_over_the_admin(one_of_each, people, cast, action):
    """Who may is led back to the page (302) or refused as in the table; others find nothing, a stranger is led to the log-in page."""
    assert cast.haddad
    visitors = {role: Visitor(user) for role, user in people.items()}
    met = {
        (role, state): rolled_back(_by_admin, visitors[role], action, article)
        for role in people
        for state, article in one_of_each.items()
    }
    outside = {"nobody": 302} | dict.fromkeys(("author", "other author", "other member", "seated member"), 404)
    done = {200: 302, 201: 302, 409: 409}
    assert met == {(role, state): outside.get(role) or done[OWN[action][STATES.index(state)]] for role, state in met}
    assert not rolled_back(_moved_by, visitors["nobody"], action, one_of_each)


READ = ("", "assignments/", "claims/", "comments/", "events/", "findings/", "references/", "reviews/", "revisions/", "revisions/1/")
#: What is read of an article that one has a part in is read in every state; the board's seats are the editors' to see.
READERS = {"nobody": 401, "other author": 404, "other member": 404, "seated member": 200, "author": 200, "editor": 200, "superuser": 200}


@pytest.mark.parametrize("part", READ)
def test_an_article_is_read_by_the_same_people_in_every_state(one_of_each, people, part):
    clients = {role: Keyed(user) for role, user in people.items()}
    met = {
        (role, state): client.read(f"articles/{article.pk}/{part}").status_code
        for role, client in clients.items()
        for state, article in one_of_each.items()
    }
    shut = {"author": 403, "seated member": 403} if part == "assignments/" else {}
    assert met == {(role, state): (READERS | shut)[role] for role, state in met}


def _by_admin(visitor: Visitor, action: str, article: Article) -> int:
    typed = {
        "invite": lambda: {"board_member": _haddad().pk},
        "overrule": lambda: {"board_member": _undeclared().pk, "reason": "Because."},
        "waive": lambda: {"finding": _finding(article), "reason": "Because."},
        "reopen": lambda: {"cause": "report", "reason": "Because."},
        "retire": lambda: {"notice": "Gone."},
    }
    return visitor.step(article, action, **typed.get(action, lambda: {"reason": "Because."})()).status_code


def _moved_by(visitor: Visitor, action: str, articles_: dict[str, Article]) -> bool:
    """Whether anything became of it."""
    before = Event.objects.count()
    for article in articles_.values():
        _by_admin(visitor, action, article)
    return Event.objects.count() > before


def _by_api(client: Keyed, action: str, article: Article) -> int:
    at = f"articles/{article.pk}"
    because = {"reason": "Because."}
    requests = {
        "revise": lambda: client.send(f"{at}/revisions/", body(question="Another?"), **{"If-Match": "*"}),
        "withdraw": lambda: client.send(f"{at}/withdraw/"),
        "reject": lambda: client.send(f"{at}/reject/", because),
        "invite": lambda: client.send(f"{at}/assignments/", {"board_member": _haddad().pk}),
        "take_on": lambda: client.send(f"{at}/take-on/"),
        "hand_back": lambda: client.send(f"{at}/hand-back/"),
        "overrule": lambda: client.send(f"{at}/overrule/", {"board_member": _undeclared().pk, **because}),
        "waive": lambda: client.send(f"{at}/findings/{_finding(article)}/waive/", because),
        "request_changes": lambda: client.send(f"{at}/request-changes/", because),
        "approve": lambda: client.send(f"{at}/approve/", because),
        "reopen": lambda: client.send(f"{at}/reopen/", {"cause": "report", **because}),
        "retire": lambda: client.send(f"{at}/retire/", {"notice": "Gone."}),
    }
    return requests[action]().status_code


def _by_door(user, action: str, article: Article) -> int:
    doors = {
        "revise": lambda: articles.revise(article, acts.draft(question="Another?"), by=user),
        "withdraw": lambda: articles.withdraw(article, by=user),
        "reject": lambda: articles.reject(article, by=user, reason="Because."),
        "invite": lambda: reviews.invite(article, _haddad(), by=user),
        "take_on": lambda: articles.take_on(article, by=user),
        "hand_back": lambda: articles.hand_back(article, by=user),
        "overrule": lambda: reviews.overrule(article, _undeclared(), by=user, reason="Because."),
        "waive": lambda: articles.waive(article.current.findings.get(pk=_finding(article)), by=user, reason="Because."),
        "request_changes": lambda: reviews.request_changes(article, by=user, reason="Because."),
        "approve": lambda: reviews.approve(article, by=user, reason="Because."),
        "reopen": lambda: reviews.reopen(article, cause="report", by=user, reason="Because."),
        "retire": lambda: articles.retire(article, by=user, notice="Gone."),
    }
    try:
        doors[action]()
    except Refusal as refusal:
        return refusal.status
    return 201 if action in ("revise", "invite") else 200


def _haddad() -> BoardMember:
    return BoardMember.objects.get(slug="haddad")


def _undeclared() -> BoardMember:
    """Haddad, but with interests that were never declared: a conflict to override."""
    BoardMember.objects.filter(slug="haddad").update(interests_declared_on=None)
    return _haddad()


def _finding(article: Article) -> int:
    return article.current.findings.first().pk


#             accept  decline  sign
SEAT = {
    "invited":    (200, 200, 409),
    "accepted":   (409, 200, 201),
    "completed":  (409, 409, 409),
    "declined":   (409, 409, 409),
    "expired":    (409, 409, 409),
    "superseded": (409, 409, 409),
}


@pytest.fixture
def one_seat_each(cast) -> dict[str, Assignment]:
    """Rivera's seat in every state, each on an article of its own."""

    def invited() -> Assignment:
        return reviews.invite(acts.submitted(cast), cast.rivera, by=cast.editor)

    def accepted() -> Assignment:
        return reviews.accept(invited(), by=cast.rivera.user)

    completed, superseded = accepted(), accepted()
    acts.signed(completed)
    articles.withdraw(superseded.round.article, by=cast.author)
    return {
        "invited": invited(),
        "accepted": accepted(),
        "completed": completed,
        "declined": reviews.decline(invited(), by=cast.rivera.user),
        "expired": reviews.expire(accepted()),
        "superseded": superseded,
    }


@pytest.mark.parametrize("place", [0, 1, 2], ids=["accept", "decline", "sign"])
def test_a_seat_is_its_holders_alone(one_seat_each, people, place):
    met = {}
    for role, user in people.items():
        client = Keyed(user)
        for state, seat in one_seat_each.items():
            met[role, state] = rolled_back(_on_seat, client, place, seat)
    assert met == {
        (role, state): 401 if role == "nobody" else SEAT[state][place] if role == "seated member" else 404
        for role, state in met
    }


def _on_seat(client: Keyed, place: int, seat: Assignment) -> int:
    at = f"assignments/{seat.pk}"
    if place < 2:
        return client.send(f"{at}/{('accept', 'decline')[place]}/").status_code
    return client.send(f"{at}/review/", signing_body(seat)).status_code


def signing_body(seat: Assignment) -> dict:
    return {
        "verdict": "approve", "content_hash": seat.round.revision.content_hash, "renditions": ["clinician"],
        "disclosure": {"none": True}, "signature": {"name": "Pat", "meaning": "review", "password": PASSWORD},
    }  # fmt: skip
