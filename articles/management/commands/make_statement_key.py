"""Make the key that signs statements of approval, or change it."""

from __future__ import annotations

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand

from articles.statements import keys


class Command(BaseCommand):
    help = "Make a new key for statements of approval. It signs from now on; former public keys stay published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Only where there is none yet.")

    def handle(self, *args: object, once: bool, **options: object) -> None:
        if once and keys.held():
            self.stdout.write("There is a key already.")
            return
        self.stdout.write(f"Key {keys.make()} signs from now on, in {settings.STATEMENT_KEYS}.")
