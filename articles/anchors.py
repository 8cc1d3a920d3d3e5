"""The heads of the histories, written outside the database: what is anchored can no longer be cut off unseen.

Whoever holds the whole database could cut the last events of an article together with its head, and nothing in it would
tell. So the newest head of every article that changed is appended to a file that the database cannot reach, a line each:
{"article": 7, "seq": 12, "hash": "...", "event": 4711, "at": "..."}. Keep these files on another machine (`HISTORY_ANCHORS`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from articles.models import Event, Heartbeat
from citations import clock

#: Events are told apart by key, and a key may be taken well before its transaction ends: so many are looked at again.
OVERLAP = 10_000


def anchor() -> int:
    """Append the heads of what changed since the last time; returns how many. Running twice says the same twice."""
    folder = Path(settings.HISTORY_ANCHORS)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"heads-{clock.now():%Y-%m}.jsonl"
    since = _newest_event(folder)
    heads = _heads(since - OVERLAP)
    known = anchored(folder) if since else {}
    fresh = [head for head in heads if known.get(head["article"]) != (head["seq"], head["hash"])]
    if fresh:
        with file.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(head) + "\n" for head in fresh)
    Heartbeat.objects.update_or_create(name="anchor", defaults={"at": clock.now()})
    return len(fresh)


def anchored(place: Path) -> dict[int, tuple[int, str]]:
    """The farthest anchored event of each article, from a file or all files of a folder.

    A file is JSON lines as `anchor` writes them, or one JSON object {article id: [seq, hash]}. Raises ValueError for
    anything else.
    """
    found: dict[int, tuple[int, str]] = {}
    for article, seq, digest in _told(_files(place)):
        if seq >= found.get(article, (0, ""))[0]:
            found[article] = (seq, digest)
    return found


def _told(files: Iterable[Path]) -> Iterator[tuple[int, int, str]]:
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield from _heads_of(json.loads(line))
                except (KeyError, TypeError, ValueError) as error:
                    raise ValueError(f"{file}, line {number}: no anchored head: {line.strip()[:80]}") from error


def _heads_of(said: dict) -> list[tuple[int, int, str]]:
    if "hash" in said:
        return [(int(said["article"]), int(said["seq"]), str(said["hash"]))]
    return [(int(article), int(seq), str(digest)) for article, (seq, digest) in said.items()]


def _files(place: Path) -> list[Path]:
    return sorted(place.glob("heads-*.jsonl")) if place.is_dir() else [place]


def _newest_event(folder: Path) -> int:
    """The highest key of an event that was looked at, by the last line of the newest file."""
    files = _files(folder)
    if not files:
        return 0
    last = files[-1].read_bytes().rstrip(b"\n").rpartition(b"\n")[2]
    return int(json.loads(last)["event"]) if last else 0


def _heads(after: int) -> list[dict]:
    """The last event of each article that had one with a higher key."""
    changed = Event.objects.filter(pk__gt=after).order_by().values("article_id").distinct()
    newest = Event.objects.filter(article__in=changed).order_by("article_id", "-seq").distinct("article_id")
    heads = [
        {"article": e.article_id, "seq": e.seq, "hash": e.hash, "event": e.pk, "at": e.at.isoformat()}
        for e in newest.only("article_id", "seq", "hash", "at")
    ]
    return sorted(heads, key=lambda head: head["event"])
