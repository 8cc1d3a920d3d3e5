"""The whole database into one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from medreview.backup import BackupError, backup


class Command(BaseCommand):
    help = "Write the whole database to a file, as of one moment. Readable by its owner only: it holds everything."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        try:
            size = backup(file)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {size:,} bytes")
