"""The catalogues of readers' pages."""

from django.conf import settings
from django.core.management.base import BaseCommand

from medreview.reference import catalogue


class Command(BaseCommand):
    help = "Bring the catalogues in locale/ up to date with the code, and compile them."

    def handle(self, **options) -> None:
        for folder in sorted((settings.BASE_DIR / "locale").iterdir()):
            catalogue.renew(folder.name)
            empty = sum(not message.string for message in catalogue.read(folder.name) if message.id)
            self.stdout.write(f"{folder.name}: {empty} messages without a translation")
