"""Three ways to take one step: through the door, over the API, in admin. Each comes to the same three things."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from articles import errors
from articles import workflow as articles
from articles.intake import Draft
from articles.models import Article
from reviews import workflow as reviews
from reviews.models import Assignment
from tests import acts
from tests.client import Keyed
from tests.model import DONE, NOT_NOW, NOT_THEIRS, Text
from tests.people import PASSWORD

WORDS = {"reason": "It is time."}
#: What each step says beside who takes it.
SAID = {
    "approve": WORDS, "request_changes": WORDS, "reject": WORDS, "withdraw": {},
    "reopen": {"cause": "report", **WORDS}, "retire": {"notice": "It is superseded."},
}  # fmt: skip
_DOORS = {
    "approve": reviews.approve, "request_changes": reviews.request_changes, "reopen": reviews.reopen,
    "reject": articles.reject, "withdraw": articles.withdraw, "retire": articles.retire,
}  # fmt: skip


def words_of(text: Text) -> str:
    """Texts of another substance make another claim; of another wording, only another remark, which claims nothing."""
    weeks = ("second", "third", "fourth", "fifth")[text.substance]
    remark = ("Many people ask about this.", "Many readers ask about this.")[text.wording]
    return (
        f"## From the Guidelines\n\nRest the hip and walk as pain allows [1]. Strengthen it from the {weeks} week [2].\n\n{remark}"
        " Sleep well. Drink enough. Eat what you like. See friends.\n"
    )


class Ways:
    """The people, and how each of them goes about it."""

    def __init__(self, cast) -> None:
        members = {name: getattr(cast, name) for name in ("rivera", "chen", "haddad", "okafor")}
        self.members = members
        self.users = {"author": cast.author, "other": cast.other_author, "editor": cast.editor} | {
            name: member.user for name, member in members.items()
        }
        self._keyed: dict[str, Keyed] = {}
        self._browsers: dict[str, Client] = {}

    def keyed(self, who: str) -> Keyed:
        if who not in self._keyed:
            self._keyed[who] = Keyed(self.users[who])
        return self._keyed[who]

    def browser(self, who: str) -> Client:
        if who not in self._browsers:
            self._browsers[who] = Client()
            self._browsers[who].force_login(self.users[who])
        return self._browsers[who]

    def draft(self, text: Text) -> Draft:
        return acts.draft(words_of(text))

    # --- steps on the article ---

    def step(self, way: str, who: str, article: Article, name: str) -> str:
        return getattr(self, f"_step_by_{way}")(who, article, name)

    def _step_by_door(self, who: str, article: Article, name: str) -> str:
        return _tried(lambda: _DOORS[name](article, by=self.users[who], **SAID[name]))

    def _step_by_api(self, who: str, article: Article, name: str) -> str:
        return _answered(self.keyed(who).send(f"articles/{article.pk}/{name.replace('_', '-')}/", SAID[name]))

    def _step_by_admin(self, who: str, article: Article, name: str) -> str:
        at = reverse("admin:articles_article_step", args=[article.pk, name])
        return _answered(self.browser(who).post(at, SAID[name] | _shown(article)))

    def invite(self, way: str, who: str, article: Article, member: str) -> str:
        if way == "door":
            return _tried(lambda: reviews.invite(article, self.members[member], by=self.users[who]))
        if way == "api":
            return _answered(self.keyed(who).send(f"articles/{article.pk}/assignments/", {"board_member": self.members[member].pk}))
        at = reverse("admin:articles_article_step", args=[article.pk, "invite"])
        return _answered(self.browser(who).post(at, {"board_member": self.members[member].pk} | _shown(article)))

    def revise(self, way: str, who: str, article: Article, text: Text) -> str:
        draft = self.draft(text)
        if way == "door":
            return _tried(lambda: articles.revise(article, draft, by=self.users[who]))
        said = _as_json(draft)
        return _answered(self.keyed(who).send(f"articles/{article.pk}/revisions/", said, **{"If-Match": "*"}))

    # --- steps on a seat ---

    def answer(self, way: str, who: str, seat: Assignment, name: str) -> str:
        """Accept or decline."""
        if way == "door":
            return _tried(lambda: getattr(reviews, name)(seat, by=self.users[who]))
        if way == "api":
            return _answered(self.keyed(who).send(f"assignments/{seat.pk}/{name}/"))
        return _answered(self.browser(who).post(reverse(f"desk-{name}", args=[seat.pk]), _shown(seat.round.article)))

    def sign(self, way: str, who: str, seat: Assignment, verdict: str, *, stale: bool) -> str:
        user = self.users[who]
        signing = acts.signing(seat.round.article, verdict, **({"content_hash": "0" * 64} if stale else {}))
        if way == "door":
            return _tried(lambda: reviews.sign(seat, signing, by=user, proof=acts.proof(user)))
        return _answered(self.keyed(who).send(f"assignments/{seat.pk}/review/", {
            "verdict": verdict, "content_hash": signing.content_hash, "renditions": signing.renditions, "claims": signing.claims,
            "note_to_author": signing.note_to_author, "disclosure": {"none": True},
            "signature": {"name": "Pat Signer", "meaning": "review", "password": PASSWORD},
        }))  # fmt: skip


def _shown(article: Article) -> dict:
    """What a page of now carries along."""
    article = acts.fresh(article)
    return {"seen_hash": article.current.content_hash, "seen_seq": article.event_seq}


def _as_json(draft: Draft) -> dict:
    content = draft.content
    return {
        "question": content.question, "specialty": content.specialty, "topics": list(content.topics),
        "renditions": dict(content.renditions), "contributors": [{"name": "A. Writer"}], "provenance": {"kind": "human"},
        "references": [{"key": entry.key, "kind": entry.kind, "csl": entry.csl} for entry in content.entries],
    }  # fmt: skip


def _tried(door: Callable[[], object]) -> str:
    try:
        door()
    except errors.NotAllowed:
        return NOT_THEIRS
    except (errors.WrongState, errors.Unmet, errors.Stale):
        return NOT_NOW
    return DONE


def _answered(response) -> str:
    status = response.status_code
    if status in (403, 404):
        return NOT_THEIRS
    if status in (409, 412):
        return NOT_NOW
    assert status in (200, 201, 302), (status, response.content[:500])
    return DONE
