"""Articles in every state, each brought there through the doors, in a past that the shifted clock gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import F

from articles import workflow as articles
from articles.identity import Proof
from articles.models import Article, Delivery
from articles.serializers import ArticleInput
from citations import clock
from reviews import workflow as reviews
from reviews.demo import iliopsoas
from reviews.demo.texts import TEXTS
from reviews.models import Assignment, BoardMember
from reviews.workflow import Signing


class Stage:
    """The demo's people, acting through the doors."""

    def __init__(self) -> None:
        users = {user.username: user for user in get_user_model().objects.all()}
        self.author, self.pipeline, self.editor = users["author"], users["pipeline"], users["editor"]
        self.board = {m.user.username.removeprefix("dr."): m for m in BoardMember.objects.select_related("user")}

    def submit(self, external_id: str, **changes) -> Article:
        return articles.submit(_draft(external_id, **changes), by=self.pipeline)

    def revise(self, article: Article, text: str) -> Article:
        draft = _draft(article.external_id, renditions={"clinician": text})
        return articles.revise(article, draft, by=self.pipeline)[0]

    def seat(self, article: Article, who: str) -> Assignment:
        member = self.board[who]
        return reviews.accept(reviews.invite(article, member, by=self.editor), by=member.user)

    def sign(self, article: Article, who: str, verdict: str = "approve", note: str = "") -> None:
        seat = self.seat(article, who)
        revision = seat.round.revision
        approves = verdict == "approve"
        signing = Signing(
            verdict=verdict, content_hash=revision.content_hash, disclosure={"none": True}, meaning="review",
            renditions=[r.audience for r in revision.renditions.all()], name=seat.board_member.name, note_to_author=note,
            claims={c.identity: "supported" for c in revision.claims.all()} if approves else {},
        )  # fmt: skip
        user = seat.board_member.user
        reviews.sign(seat, signing, by=user, proof=Proof(user.pk, clock.now(), "demo"))

    def approve(self, article: Article, *who: str) -> Article:
        for name in who or ("rivera", "chen"):
            self.sign(article, name)
        return Article.objects.get(pk=article.pk)


def waiting(stage: Stage) -> None:
    stage.submit("demo-plantar")


def defective(stage: Stage) -> None:
    given = ArticleInput(
        data=iliopsoas.submission(iliopsoas.DEFECTIVE, iliopsoas.DEFECTIVE_REFERENCES, external_id="demo-iliopsoas")
    )
    given.is_valid(raise_exception=True)
    articles.submit(given.draft(), by=stage.pipeline)


def under_review(stage: Stage) -> None:
    article = stage.submit("demo-ankle")
    stage.seat(article, "rivera")
    reviews.invite(article, stage.board["chen"], by=stage.editor)


def split(stage: Stage) -> None:
    article = stage.submit("demo-tennis")
    stage.sign(article, "rivera")
    stage.sign(article, "chen", "request_changes", "Say for how many weeks the brace was worn in the trial.")


def changes_requested(stage: Stage) -> None:
    article = stage.submit("demo-cramps")
    stage.sign(article, "rivera", "request_changes", "The trial covers older adults only: the answer must say so first.")
    reviews.request_changes(article, by=stage.editor, reason="Please put the limits of the evidence first.")


def approved(stage: Stage) -> None:
    stage.approve(stage.submit("demo-palpitations"), "okafor", "haddad")


def approved_with_update(stage: Stage) -> None:
    article = stage.approve(stage.submit("demo-backpain"))
    with clock.shifted(days=55):
        stage.revise(article, "## From the Guidelines\n\nStaying active beats bed rest in acute back pain, also for those "
                     "with pain into the leg [@back22].\n\n## From the Research\n\nPeople who stay active return to work "
                     "earlier [@haas20].\n")  # fmt: skip


def overdue(stage: Stage) -> None:
    stage.approve(stage.submit("demo-frozen"))


def in_re_review(stage: Stage) -> None:
    article = stage.approve(stage.submit("demo-runners"))
    with clock.shifted(days=58):
        reviews.reopen(article, cause="notice", by=stage.editor, reason="One of its sources got an expression of concern.")


def overridden(stage: Stage) -> None:
    article = stage.submit("demo-shin")
    stage.sign(article, "rivera")
    stage.sign(article, "chen", "request_changes", "I would name the imaging.")
    reviews.approve(article, by=stage.editor, reason="The objection concerns detail that the guideline leaves open.")


def retired(stage: Stage) -> None:
    article = stage.approve(stage.submit("demo-posture"))
    articles.retire(article, by=stage.editor, notice="Merged into our newer article about neck pain at work.")


def rejected(stage: Stage) -> None:
    articles.reject(stage.submit("demo-crystals"), by=stage.editor, reason="There is no evidence to review.")


def withdrawn(stage: Stage) -> None:
    articles.withdraw(stage.submit("demo-gout"), by=stage.pipeline)


#: How many days ago each began.
SCENES: list[tuple[str, Callable[[Stage], None], int]] = [
    ("demo-frozen", overdue, 1130),
    ("demo-posture", retired, 300),
    ("demo-runners", in_re_review, 60),
    ("demo-backpain", approved_with_update, 57),
    ("demo-shin", overridden, 40),
    ("demo-palpitations", approved, 21),
    ("demo-gout", withdrawn, 12),
    ("demo-crystals", rejected, 11),
    ("demo-cramps", changes_requested, 9),
    ("demo-tennis", split, 6),
    ("demo-ankle", under_review, 2),
    ("demo-iliopsoas", defective, 1),
    ("demo-plantar", waiting, 0),
]


def make_articles() -> None:
    """Play every scene that has not been played. What was told in its past was told then: nobody is mailed now."""
    stage = Stage()
    played = set(Article.objects.filter(author=stage.pipeline).values_list("external_id", flat=True))
    for external_id, scene, days in SCENES:
        if external_id not in played:
            with clock.shifted(days=-days, hours=-1):
                scene(stage)
    past = Delivery.objects.filter(sent_at=None, event__at__lt=clock.now() - timedelta(days=1.5))
    past.update(sent_at=F("due_at"))


def _draft(external_id: str, **changes):
    question, specialty, renditions, entries = TEXTS[external_id]
    said = {
        "external_id": external_id, "question": question, "specialty": specialty, "renditions": renditions,
        "references": entries, "contributors": [{"name": "Jonas Weber", "affiliation": "medreview demo"}],
        "provenance": {"kind": "mixed", "generator": "demo pipeline"},
    }  # fmt: skip
    given = ArticleInput(data=said | changes)
    given.is_valid(raise_exception=True)
    return given.draft()
