"""What the clock runs, by hand."""

from django.core.management.base import BaseCommand

from articles.tasks import sweep
from reviews.due import do_due
from reviews.models import Step


class Command(BaseCommand):
    help = "Do all that has become due: reminders, seats that expire, re-reviews that open, messages that are owed."

    def handle(self, **options) -> None:
        for step, count in sorted(do_due().items()):
            self.stdout.write(f"{count} x {Step(step).label}")
        sweep(fresh=True)
        self.stdout.write("nothing more is due")
