"""What the clock runs, by hand."""

from django.core.management.base import BaseCommand

from articles.tasks import sweep
from reviews.tasks import send_due


class Command(BaseCommand):
    help = "Do all that has become due: seats that expire, re-reviews that open, messages that are owed."

    def handle(self, **options) -> None:
        done = send_due()
        sweep()
        self.stdout.write(", ".join(f"{count} {what}" for what, count in done.items()))
