"""The demo: a board, an editor, authors and articles, so that the first page shows the product."""

from django.core.management.base import BaseCommand
from django.db import transaction

from reviews.demo.articles import make_articles
from reviews.demo.people import make_people


class Command(BaseCommand):
    help = "Load the demo data. May run twice: what is there already stays as it is."

    def handle(self, **options) -> None:
        with transaction.atomic():
            logins = make_people()
            make_articles()
        for username, password in logins:
            self.stdout.write(f"login {username} {password}")
