"""Whether the history is whole."""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.db.models.functions import Mod

from articles.anchors import anchored
from articles.history import break_in, histories
from articles.models import Article, Event

#: Articles that are held in memory at once.
PIECE = 1000


class Command(BaseCommand):
    help = "Check the event chain of every article; exits 1 and names the first bad row where one was tampered with."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--head", type=Path, default=None,
            help="Heads that were anchored outside the database: a file or a folder; by default HISTORY_ANCHORS, if there.",
        )  # fmt: skip
        parser.add_argument(
            "--part", type=_part, default=(1, 1), metavar="N/M",
            help="The Nth of M parts, for several to check at once: 1/4, 2/4, 3/4 and 4/4 are all.",
        )  # fmt: skip

    def handle(self, *, head: Path | None, part: tuple[int, int], **options) -> None:
        number, parts = part
        heads = {pk: told for pk, told in _heads(head).items() if pk % parts == number - 1}
        known, whole = len(heads), 0
        mine = Article.objects.alias(part=Mod("pk", parts)).filter(part=number - 1)
        for article, events in _all(mine):
            if trouble := break_in(article, events) or _left_behind(events, heads.pop(article.pk, None)):
                raise CommandError(f"article {article.pk} ({article.slug}): {trouble}")
            whole += 1
        if heads:
            raise CommandError(f"article {min(heads)} is anchored but gone")
        self.stdout.write(f"{whole} articles, every history whole; {known} anchored heads checked")


def _part(told: str) -> tuple[int, int]:
    number, _, parts = told.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        raise ArgumentTypeError(f"{told} is no part: the second of four is 2/4.")
    return int(number), int(parts)


def _all(articles: QuerySet[Article]) -> Iterator[tuple[Article, list[Event]]]:
    """Every article, in pieces: a cursor of the server's would not outlive its transaction behind a pooler."""
    place = 0
    while last := max(articles.filter(pk__gt=place).order_by("pk").values_list("pk", flat=True)[:PIECE], default=0):
        yield from histories(articles.filter(pk__gt=place, pk__lte=last))
        place = last


def _heads(place: Path | None) -> dict[int, tuple[int, str]]:
    if place is None:
        place = Path(settings.HISTORY_ANCHORS)
        return anchored(place) if place.exists() else {}
    if not place.exists():
        raise CommandError(f"{place} does not exist: name a file or folder of anchored heads.")
    try:
        return anchored(place)
    except ValueError as error:
        raise CommandError(str(error)) from error


def _left_behind(events: list[Event], anchor: tuple[int, str] | None) -> str:
    """A cut tail: the anchored event must still be there."""
    if anchor is None:
        return ""
    seq, digest = anchor
    held = {event.seq: event.hash for event in events}
    return "" if held.get(seq) == digest else f"event {seq} is not the one that was anchored"
