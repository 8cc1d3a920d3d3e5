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

        parser.add_argument(
            "--name", action="append", default=[],
            help="As whom they are named as a contributor of what they submitted, or their ORCID iD; may be given again.",
        )  # fmt: skip

    def handle(self, *, username: str, by: str, reason: str, name: list[str], **options) -> None:
        person, editor = _account(username), _account(by)
        try:
            done = erase(person, by=editor, reason=reason, names=name)
        except Refusal as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"erased, with {done.words} of their notes and reasons; the account is now erased-{person.pk}")
        if done.still_named:
            self.stdout.write(
                f"still named as contributors of what this account wrote: {', '.join(done.still_named)}. "
                "Is one of them this person? Run it again with erased-"
                f"{person.pk} and --name."
            )


def _account(username: str):
    found = get_user_model().objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no account {username}.")
    return found
