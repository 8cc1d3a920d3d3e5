"""Whether the history is whole."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.history import first_break
from articles.models import Article


class Command(BaseCommand):
    help = "Check the event chain of every article; exits 1 and names the first bad row where one was tampered with."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--head", type=Path, help="JSON of {article id: [seq, hash]} anchored outside the database.")

    def handle(self, *, head: Path | None, **options) -> None:
        anchored = json.loads(head.read_text()) if head else {}
        whole = 0
        for article in Article.objects.order_by("pk").iterator():
            if trouble := first_break(article) or _left_behind(article, anchored.pop(str(article.pk), None)):
                raise CommandError(f"article {article.pk} ({article.slug}): {trouble}")
            whole += 1
        if anchored:
            raise CommandError(f"article {min(anchored, key=int)} is anchored but gone")
        self.stdout.write(f"{whole} articles, every history whole")


def _left_behind(article: Article, anchor: list | None) -> str:
    """A cut tail: the anchored event must still be there."""
    if anchor is None:
        return ""
    seq, digest = anchor
    held = article.events.filter(seq=seq).values_list("hash", flat=True).first()
    return "" if held == digest else f"event {seq} is not the one that was anchored"
