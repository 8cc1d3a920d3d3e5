"""What is wrong with this installation."""

import sys

from django.core.management.base import BaseCommand

from medreview import doctor
from medreview.redaction import redacted


class Command(BaseCommand):
    help = "Say what is wrong with this installation and how to mend it. Exit status 0: nothing, 1: something."
    requires_system_checks = []

    def handle(self, **options) -> None:
        wrong = 0
        for title, problems in doctor.problems():
            self.stdout.write(f"{'WRONG' if problems else 'good '} {title}")
            for problem in problems:
                self.stdout.write(redacted(f"      {problem.what}\n      Mend: {problem.mend}"))
            wrong += len(problems)
        if wrong:
            self.stdout.write(f"{wrong} to mend." if wrong > 1 else "One thing to mend.")
            sys.exit(1)
