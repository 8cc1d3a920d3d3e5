"""More rows for the label table."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.labels import LabelError, read_labels
from articles.labels.intake import bring


class Command(BaseCommand):
    help = "Import rows of the label table from a CSV; a row without its source and date is refused, with all others."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        try:
            done = bring(read_labels(file.read_text(encoding="utf-8-sig")))
        except (OSError, UnicodeDecodeError, LabelError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{count} {what}" for what, count in done.items()) or "no rows")
