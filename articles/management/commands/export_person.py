"""Hand out what is held about the person behind an account."""

import json

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from articles.errors import Refusal
from articles.person_data import hand_out


class Command(BaseCommand):
    help = "Print, as JSON, all that is held about a person: account, words, messages, reviews. Secrets are left out."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("--by", required=True, help="The username of the managing editor who answers for it.")

    def handle(self, *, username: str, by: str, **options) -> None:
        accounts = {account.username: account for account in get_user_model().objects.filter(username__in=[username, by])}
        if missing := {username, by} - set(accounts):
            raise CommandError(f"There is no account {', '.join(sorted(missing))}.")
        try:
            found = hand_out(accounts[username], by=accounts[by])
        except Refusal as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
