"""The patterns as tables of their own, beside the product's, to be multiplied from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import rfc8785

from articles.models import Article, Event
from bench.filling.people import CAST, SPECIALTIES, People
from bench.filling.stories import REFERENCES, STORIES, Scene

#: What moves an article on its map: a step that changes none of it is taken together with the next.
_MOVING = ("state", "current_id", "published_id", "questioned", "last_reviewed")
_OF_ARTICLE = {
    "event": ("articles_event", "t.article_id", "t.seq"),
    "revision": ("articles_revision", "t.article_id", "t.number"),
    "round": ("reviews_round", "t.article_id", None),
    "seat": ("reviews_assignment", "(SELECT article_id FROM reviews_round r WHERE r.id = t.round_id)", None),
    "review": (
        "reviews_review",
        "(SELECT article_id FROM reviews_round r JOIN reviews_assignment s ON r.id = s.round_id WHERE s.id = t.assignment_id)",
        None,
    ),
    "filing": ("articles_filing", "t.article_id", None),
    "due": ("reviews_due", "t.article_id", None),
    "delivery": ("articles_delivery", "(SELECT article_id FROM articles_event e WHERE e.id = t.event_id)", None),
    "words": ("articles_eventtext", "(SELECT article_id FROM articles_event e WHERE e.id = t.event_id)", "t.event_id"),
    **{
        name: (f"articles_{name}", "(SELECT article_id FROM articles_revision r WHERE r.id = t.revision_id)", order)
        for name, order in (("rendition", None), ("entry", None), ("contributor", None), ("searchtext", "t.revision_id"),
                            ("finding", None), ("claim", None))
    },
}  # fmt: skip


@dataclass(frozen=True)
class Pattern:
    """What must be known outside the database: how to hash a copy's contents, and its events."""

    number: int
    share: int
    earlier: int
    specialty: str
    question: str
    ending: str
    dois: list[str]
    #: The canonical JSON of each revision, by number.
    contents: list[bytes]
    events: list[Event]
    hashes: list[str]
    author: int
    #: The places among their kind, by id: of seats, rounds and so on, and of the board members who take part.
    places: dict[str, dict[int, int]]
    members: dict[int, int]
    accounts: dict[int, int]


def make(db: psycopg.Connection, people: People, variants: int, size: int) -> list[Pattern]:
    """Act every story with so many texts, and lay its rows out for copying."""
    db.execute("CREATE TEMP TABLE step AS SELECT 0 AS pattern, 0 AS step, a.* FROM articles_article a LIMIT 0")
    db.execute("CREATE TEMP TABLE pattern (pattern int PRIMARY KEY, article bigint, ending text, editor bigint)")
    db.execute("CREATE TEMP TABLE part (pattern int, place int, member bigint, account bigint)")
    acted = list(_acted(db, people, variants, size))
    _lay_out(db)
    return [_pattern(db, scene, share, earlier) for scene, share, earlier in acted]


def _acted(db: psycopg.Connection, people: People, variants: int, size: int) -> Iterator[tuple[Scene, int, int]]:
    number = 0
    for variant in range(variants):
        for story, share, earlier in STORIES:
            number += 1
            cast = people.board[SPECIALTIES[variant % len(SPECIALTIES)]][:CAST]
            scene = Scene(number, people.authors[0], people.editor, cast, size, Steps(db, number))
            story(scene)
            db.execute("INSERT INTO pattern VALUES (%s, %s, %s, %s)",
                       (number, scene.article.pk, scene.ending, people.editor.pk))  # fmt: skip
            for place, member in enumerate(cast, 1):
                db.execute("INSERT INTO part VALUES (%s, %s, %s, %s)", (number, place, member.pk, member.user_id))
            yield scene, share, earlier


class Steps:
    """Keeps the article's row after every door that moved it, and after the last."""

    def __init__(self, db: psycopg.Connection, number: int) -> None:
        self.db, self.number, self.step, self.was, self.moved = db, number, 0, None, True

    def __call__(self, article: Article) -> None:
        now = tuple(getattr(article, name) for name in _MOVING)
        moved = now != self.was
        if self.step and not moved and not self.moved:
            self.db.execute("DELETE FROM step WHERE pattern = %s AND step = %s", (self.number, self.step))
            self.step -= 1
        self.step, self.was, self.moved = self.step + 1, now, moved
        self.db.execute(
            "INSERT INTO step SELECT %s, %s, a.* FROM articles_article a WHERE id = %s", (self.number, self.step, article.pk)
        )


def _lay_out(db: psycopg.Connection) -> None:
    """A table for each kind of row: `pattern`, `place` among its kind, and the row itself."""
    for name, (table, article, order) in _OF_ARTICLE.items():
        counted = f"row_number() OVER (PARTITION BY p.pattern ORDER BY {order or 't.id'})"
        place = order if order in ("t.seq", "t.number") else counted
        db.execute(
            f"CREATE TEMP TABLE p_{name} AS SELECT p.pattern, ({place})::int AS place, t.*"  # noqa: S608  (names of our own)
            f" FROM {table} t JOIN pattern p ON p.article = {article}"
        )
        db.execute(f"CREATE INDEX ON p_{name} (pattern)")
        db.execute(f"ANALYZE p_{name}")
    db.execute("ANALYZE step, pattern, part")


def _pattern(db: psycopg.Connection, scene: Scene, share: int, earlier: int) -> Pattern:
    number = scene.number
    places = {
        name: dict(db.execute(f"SELECT id, place FROM p_{name} WHERE pattern = %s", (number,)).fetchall())  # noqa: S608
        for name in ("round", "seat", "review", "finding")
    }
    revisions = list(scene.article.revisions.prefetch_related("renditions", "entries").order_by("number"))
    cast = list(enumerate(scene.cast, 1))
    return Pattern(
        number, share, earlier, scene.cast[0].specialties[0], scene.question, scene.ending,
        [scene.doi(place) for place in range(1, REFERENCES + 1)],
        [rfc8785.dumps(revision.content().as_json()) for revision in revisions],
        list(scene.article.events.order_by("seq")), [revision.content_hash for revision in revisions], scene.author.pk,
        places, {member.pk: place for place, member in cast}, {member.user_id: place for place, member in cast},
    )  # fmt: skip
