"""What can become of an article, acted through the real doors: a pattern for each story and text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import User

from articles import stamping
from articles import workflow as articles
from articles.content import Entry
from articles.identity import Proof
from articles.intake import Draft, Writer, read_content
from articles.models import Article, Finding
from bench import inputs
from citations import clock
from reviews import workflow as reviews
from reviews.models import Assignment, BoardMember
from reviews.workflow import Signing

REFERENCES = 6
#: Every story begins so many days ago and has ended by now.
BEGAN = 45


@dataclass
class Scene:
    """One pattern in the making. `seen` is called after every door, so that its steps can be taken again."""

    number: int
    author: User
    editor: User
    cast: list[BoardMember]
    size: int
    seen: Callable[[Article], None]
    day: int = 0
    article: Article | None = None

    @property
    def question(self) -> str:
        """Stands in the place of the question, and of the words at the text's end, which differ in every article."""
        return f"patternquestion{self.number}?"

    @property
    def ending(self) -> str:
        return f"patternending{self.number}."

    def doi(self, entry: int) -> str:
        return f"10.5555/pattern.{self.number}.{entry}"

    @contextmanager
    def on(self, day: int) -> Iterator[None]:
        """So many days into the story; afterwards what happened is kept."""
        with clock.shifted(days=day - BEGAN):
            yield
        stamping.stamp(self.article.pk)
        self.article = Article.objects.get(pk=self.article.pk)
        self.seen(self.article)

    def draft(self, seed: int, faulty: bool = False) -> Draft:
        works = inputs.works(REFERENCES, seed=self.number)
        entries = []
        for place, csl in enumerate(works, 1):
            del csl["PMID"]
            entries.append(Entry(place, f"work{place}", "research", csl | {"DOI": self.doi(place)}))
        text = inputs.article(self.size, REFERENCES, seed=seed)
        text += "\n\nSee the register [9]." if faulty else ""
        content = read_content(
            question=self.question, renditions={"clinician": f"{text}\n\n{self.ending}"}, entries=entries,
            specialty=self.cast[0].specialties[0], topics=["bench"], provenance={"kind": "mixed", "generator": "bench"},
        )  # fmt: skip
        return Draft(content, (Writer("B. Writer"),), note="As agreed.")

    def submit(self, faulty: bool = False) -> None:
        with clock.shifted(days=-BEGAN):
            self.article = articles.submit(self.draft(self.number, faulty), by=self.author)
        with self.on(0):
            pass
        if not faulty:
            self._waive(1)

    def invite(self, who: int, day: int) -> Assignment:
        with self.on(day):
            return reviews.invite(self.article, self.cast[who], by=self.editor)

    def accept(self, seat: Assignment, day: int) -> Assignment:
        with self.on(day):
            return reviews.accept(seat, by=seat.board_member.user)

    def sign(self, seat: Assignment, day: int, verdict: str = "approve") -> None:
        revision, user = self.article.current, seat.board_member.user
        approves = verdict == "approve"
        signing = Signing(
            verdict, revision.content_hash, [r.audience for r in revision.renditions.all()], {"none": True},
            seat.board_member.name, "review", note_to_author="" if approves else "The second paragraph goes too far.",
            claims={c.identity: "supported" for c in revision.claims.all()} if approves else {},
        )  # fmt: skip
        with self.on(day):
            reviews.sign(seat, signing, by=user, proof=Proof(user.pk, clock.now(), "bench"))

    def seats(self, *who: int, day: int) -> list[Assignment]:
        held = [self.invite(n, day) for n in who]
        return [self.accept(seat, day + 1) for seat in held]

    def approve(self, *who: int, day: int) -> None:
        for number, seat in enumerate(self.seats(*who, day=day)):
            self.sign(seat, day + 4 + number)

    def revise(self, day: int) -> None:
        with self.on(day):
            articles.revise(self.article, self.draft(self.number + 1000), by=self.author)
        self._waive(day)

    def _waive(self, day: int) -> None:
        for finding in Finding.objects.filter(revision=self.article.current, severity="error", waived_at=None):
            with self.on(day):
                articles.waive(finding, by=self.editor, reason="Found to be right by the editor.")


def waiting(scene: Scene) -> None:
    scene.submit()


def faulty(scene: Scene) -> None:
    scene.submit(faulty=True)


def invited(scene: Scene) -> None:
    scene.submit()
    scene.invite(0, 42)


def under_review(scene: Scene) -> None:
    scene.submit()
    scene.seats(0, day=34)
    scene.invite(1, 42)


def half_signed(scene: Scene) -> None:
    scene.submit()
    seats = scene.seats(0, 1, day=32)
    scene.sign(seats[0], 40)


def split(scene: Scene) -> None:
    scene.submit()
    seats = scene.seats(0, 1, day=30)
    scene.sign(seats[0], 33)
    scene.sign(seats[1], 36, "request_changes")


def changes_requested(scene: Scene) -> None:
    split(scene)
    with scene.on(38):
        reviews.request_changes(scene.article, by=scene.editor, reason="Please put the limits of the evidence first.")


def approved(scene: Scene) -> None:
    scene.submit()
    scene.approve(0, 1, day=2)


def approved_after_a_decline(scene: Scene) -> None:
    scene.submit()
    seat = scene.invite(2, 2)
    with scene.on(3):
        reviews.decline(seat, by=seat.board_member.user, reason="On leave.")
    scene.approve(0, 1, day=4)


def approved_twice(scene: Scene) -> None:
    approved(scene)
    scene.revise(20)
    scene.approve(0, 2, day=21)


def overridden(scene: Scene) -> None:
    split(scene)
    with scene.on(40):
        reviews.approve(scene.article, by=scene.editor, reason="The objection concerns a detail that is left open.")


def update_pending(scene: Scene) -> None:
    approved(scene)
    scene.revise(36)


def in_re_review(scene: Scene) -> None:
    approved(scene)
    with scene.on(38):
        reviews.reopen(scene.article, cause="due", by=None)
    scene.seats(1, day=39)


def retired(scene: Scene) -> None:
    approved(scene)
    with scene.on(40):
        articles.retire(scene.article, by=scene.editor, notice="Merged into a newer article.")


def rejected(scene: Scene) -> None:
    scene.submit()
    with scene.on(4):
        articles.reject(scene.article, by=scene.editor, reason="There is no evidence to review.")


def withdrawn(scene: Scene) -> None:
    scene.submit()
    scene.invite(0, 2)
    with scene.on(3):
        articles.withdraw(scene.article, by=scene.author)


#: Of a thousand articles so many, and up to how many days earlier than its pattern each may have begun.
STORIES: tuple[tuple[Callable[[Scene], None], int, int], ...] = (
    (approved, 640, 300), (approved_twice, 100, 300), (approved_after_a_decline, 60, 300), (overridden, 10, 300),
    (waiting, 40, 30), (faulty, 10, 60), (invited, 10, 2), (under_review, 20, 2), (half_signed, 10, 4), (split, 5, 20),
    (changes_requested, 15, 90), (update_pending, 20, 20), (in_re_review, 20, 3), (retired, 15, 600), (rejected, 15, 600),
    (withdrawn, 10, 600),
)  # fmt: skip
