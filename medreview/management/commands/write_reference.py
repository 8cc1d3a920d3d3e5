"""Documents that are written from the code."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from medreview.reference import environment, findings

DOCUMENTS = {"environment.md": environment.document, "findings.md": findings.document}


class Command(BaseCommand):
    help = "Write docs/environment.md and docs/findings.md anew from the code."

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=settings.BASE_DIR / "docs")

    def handle(self, *, folder: Path, **options) -> None:
        for name, written in DOCUMENTS.items():
            (folder / name).write_text(written(), encoding="utf-8")
            self.stdout.write(str(folder / name))
