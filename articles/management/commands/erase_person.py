"""Erase the person behind an account."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from articles.erasure import erase
from articles.errors import Refusal


class Command(BaseCommand):
    help = "Erase a person's name, address, keys and words; the histories stay whole (see verify_history)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("--by", required=True, help="The username of the managing editor who answers for it.")
        parser.add_argument("--reason", required=True, help="Kept on record, without the person's name.")

    def handle(self, *, username: str, by: str, reason: str, **options) -> None:
        person, editor = _account(username), _account(by)
        try:
            words = erase(person, by=editor, reason=reason)
        except Refusal as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"erased, with {words} of their notes and reasons; the account is now erased-{person.pk}")


def _account(username: str):
    found = get_user_model().objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no account {username}.")
    return found
