"""A backup back into the database, checked."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from medreview.backup import BackupError, restore


class Command(BaseCommand):
    help = "Put a backup into an empty database, bring it up to date, and check every history against its anchors."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="Lose what the database holds now.")

    def handle(self, *, file: Path, replace: bool, **options) -> None:
        try:
            restore(file, replace=replace)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file} is restored")
