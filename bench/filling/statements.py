"""The SQL that writes a batch of copies: begun as submitted, and moved along their patterns' steps.

In every statement `c` is a copy (a row of `batch`) and `p` a row of its pattern. A pattern's dates are moved by the copy's
days; what points at another row points at the copy's.
"""

from __future__ import annotations

from django.db import models

from articles.models import (
    Article,
    Claim,
    Contributor,
    Delivery,
    Entry,
    EventText,
    Filing,
    Finding,
    Rendition,
    Revision,
    SearchText,
)
from bench.filling.copies import doi_of
from reviews.models import Assignment, Due, Review, Round

_REVISION = "c.revision + (SELECT place FROM p_revision x WHERE x.id = p.{} AND x.pattern = p.pattern)"
_OF_REVISION = {"revision_id": _REVISION.format("revision_id")}
_SEAT = "(SELECT c.seat + x.place FROM p_seat x WHERE x.id = {} AND x.pattern = p.pattern)"
_ROUND = "c.round + (SELECT place FROM p_round x WHERE x.id = p.round_id AND x.pattern = p.pattern)"
_HASH = "c.hashes[(SELECT place FROM p_revision x WHERE x.content_hash = p.content_hash AND x.pattern = p.pattern)]"
_MEMBER = "(SELECT c.members[x.place] FROM part x WHERE x.pattern = p.pattern AND x.member = p.board_member_id)"
_ACCOUNT = (
    "CASE WHEN p.{0} = (SELECT author_id FROM step x WHERE x.pattern = p.pattern AND x.step = 1) THEN c.author"
    " ELSE COALESCE((SELECT c.accounts[x.place] FROM part x WHERE x.pattern = p.pattern AND x.account = p.{0}), p.{0}) END"
)
_WORK = doi_of(0).removesuffix("0")
_AT = "p.{} - c.days * interval '1 day'"
_DUE = _AT.format("due_at")
#: A share of the copies is late: what is owed to people and what time made due waits there.
_SENT = f"CASE WHEN c.late AND p.id = (SELECT max(id) FROM p_delivery x WHERE x.pattern = p.pattern) THEN NULL ELSE {_DUE} END"
_KEY = (
    "CASE WHEN p.assignment_id IS NULL THEN 'article:' || c.article || ':' || (p.day - c.days) || ':' || p.step"
    " ELSE 'seat:' || " + _SEAT.format("p.assignment_id") + " || substr(p.key, length('seat:' || p.assignment_id) + 1) END"
)
_NOTHING = {"closed_at": "NULL", "closed_seq": "NULL", "outcome": "''"}
_UNANSWERED = {
    "state": "'invited'", "accepted_at": "NULL", "ended_at": "NULL", "decline_reason": "''", "void": "''",
    "unconfirmed": "false",
}  # fmt: skip


def _copied(model: type[models.Model], source: str, where: str = "true", **instead: str | None) -> str:
    """INSERT the copies of a pattern's rows. `instead` names what a column holds, None to leave it to its default."""
    found = {field.column: _moved(field) for field in model._meta.concrete_fields}
    found = {column: instead.get(column, value) for column, value in found.items()}
    found = {column: value for column, value in found.items() if value is not None}
    names = ", ".join(f'"{name}"' for name in found)
    return (
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(found.values())}"
        f" FROM batch c JOIN {source} p ON p.pattern = c.pattern WHERE {where} ORDER BY c.article"
    )


def _moved(field: models.Field) -> str:
    if isinstance(field, models.DateTimeField):
        return _AT.format(f'"{field.column}"')
    if isinstance(field, models.DateField):
        return f'p."{field.column}" - c.days'
    return f'p."{field.column}"'


def _articles() -> list[str]:
    known = {
        "id": "c.article", "author_id": "c.author", "writers": "ARRAY[c.author]", "slug": "c.slug",
        "external_id": "'bench-' || c.article", "event_head": "e.hash",
        "current_id": _REVISION.format("current_id"), "published_id": _REVISION.format("published_id"),
    }  # fmt: skip
    head = "(SELECT * FROM step) p ON p.pattern = c.pattern JOIN articles_event e ON e.article_id = c.article AND e.seq = p.event_seq"
    begun = _copied(Article, "step", "p.step = 1", **known)
    kept = {"id", "author_id", "writers", "slug", "external_id", "changed_in"}
    fields = [f for f in Article._meta.concrete_fields if f.column not in kept]
    moved = ", ".join(f'"{f.column}" = {known.get(f.column, _moved(f))}' for f in fields)
    return [
        begun.replace("step p ON p.pattern = c.pattern", head),
        f"UPDATE articles_article a SET {moved} FROM batch c JOIN {head} WHERE a.id = c.article AND p.step = %(step)s",
    ]


BEGUN, MOVED = _articles()
#: What comes with the beginning, and stays as it is.
WRITTEN = [
    _copied(Revision, "p_revision", id="c.revision + p.place", article_id="c.article", question="c.question",
            content_hash="c.hashes[p.place]", created_by_id="c.author"),
    _copied(Rendition, "p_rendition", id=None, text="replace(p.text, p.ending, c.ending)", **_OF_REVISION).replace(
        "p_rendition p ON p.pattern = c.pattern",
        "(SELECT r.*, x.ending FROM p_rendition r JOIN pattern x USING (pattern)) p ON p.pattern = c.pattern"),
    _copied(Entry, "p_entry", id=None, reference_id="c.works[p.number]",
            csl=f"jsonb_set(p.csl, '{{DOI}}', to_jsonb('{_WORK}' || c.works[p.number]))", **_OF_REVISION),
    _copied(Contributor, "p_contributor", id=None, **_OF_REVISION),
    _copied(SearchText, "p_searchtext",
            vector="p.vector || setweight(to_tsvector('english', c.question), 'A')"
                   " || setweight(to_tsvector('english', c.ending), 'D')", **_OF_REVISION),
    _copied(Finding, "p_finding", id="c.finding + p.place", **_OF_REVISION),
    _copied(Claim, "p_claim", id=None, **_OF_REVISION),
    _copied(Filing, "p_filing", id=None, article_id="c.article"),
    "INSERT INTO articles_searchword SELECT DISTINCT word FROM batch c, regexp_split_to_table(lower(c.question), '[^a-z]+') word"
    " WHERE length(word) BETWEEN 4 AND 60 ORDER BY word ON CONFLICT DO NOTHING",
    _copied(EventText, "p_words", event_id="c.event + (SELECT seq FROM articles_event x WHERE x.id = p.event_id)"),
]  # fmt: skip
#: Each round in its turn: it opens, seats are offered, taken, signed and ended, it closes.
ROUND = [
    _copied(Round, "p_round", "p.place = %(round)s", id="c.round + p.place", article_id="c.article", **_OF_REVISION, **_NOTHING),
    _copied(Assignment, "p_seat", "EXISTS (SELECT FROM p_round x WHERE x.id = p.round_id AND x.place = %(round)s)",
            id="c.seat + p.place", round_id=_ROUND, board_member_id=_MEMBER, **_UNANSWERED),
    "UPDATE reviews_assignment s SET state = 'accepted', accepted_at = " + _AT.format("accepted_at") + " FROM batch c JOIN p_seat p"
    " ON p.pattern = c.pattern WHERE s.id = c.seat + p.place AND p.accepted_at IS NOT NULL AND s.state = 'invited'",
    _copied(Review, "p_review", "EXISTS (SELECT FROM p_seat s JOIN p_round x ON x.id = s.round_id"
            " WHERE s.id = p.assignment_id AND x.place = %(round)s)",
            id="c.review + p.place", assignment_id=_SEAT.format("p.assignment_id"), content_hash=_HASH,
            standing="p.standing || (SELECT jsonb_build_object('name', m.name) FROM reviews_boardmember m JOIN p_seat s"
                     " ON s.id = p.assignment_id JOIN part x ON x.pattern = p.pattern AND x.member = s.board_member_id"
                     " WHERE m.id = c.members[x.place])"),
    "UPDATE reviews_assignment s SET state = p.state, ended_at = " + _AT.format("ended_at") + ", decline_reason = p.decline_reason"
    " FROM batch c JOIN p_seat p ON p.pattern = c.pattern WHERE s.id = c.seat + p.place AND p.ended_at IS NOT NULL"
    " AND EXISTS (SELECT FROM p_round x WHERE x.id = p.round_id AND x.place = %(round)s)",
    "UPDATE reviews_round r SET closed_at = " + _AT.format("closed_at") + ", closed_seq = p.closed_seq, outcome = p.outcome"
    " FROM batch c JOIN p_round p ON p.pattern = c.pattern WHERE r.id = c.round + p.place AND p.place = %(round)s"
    " AND p.closed_at IS NOT NULL",
]  # fmt: skip
#: What is owed and what time makes due; most of it done by now.
OWED = [
    _copied(Delivery, "p_delivery", id=None, event_id="c.event + (SELECT seq FROM articles_event x WHERE x.id = p.event_id)",
            recipient_id=_ACCOUNT.format("recipient_id"), sent_at=_SENT, attempts="1",
            data="p.data || COALESCE((SELECT jsonb_build_object('assignment', c.seat + x.place) FROM p_seat x"
                 " WHERE x.id = (p.data ->> 'assignment')::bigint AND x.pattern = p.pattern), '{}')"),
    _copied(Due, "p_due", id=None, key=_KEY, article_id="c.article", assignment_id=_SEAT.format("p.assignment_id"),
            done_at=f"CASE WHEN NOT c.late AND {_DUE} < %(now)s THEN {_DUE} END"),
]  # fmt: skip
