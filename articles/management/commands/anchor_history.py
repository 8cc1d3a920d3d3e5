"""Write the heads of the histories outside the database, now; a task does it by itself every ten minutes."""

from django.core.management.base import BaseCommand

from articles.anchors import anchor


class Command(BaseCommand):
    help = "Append the newest event of every article that changed to the files in HISTORY_ANCHORS."

    def handle(self, **options) -> None:
        self.stdout.write(f"{anchor()} heads anchored")
