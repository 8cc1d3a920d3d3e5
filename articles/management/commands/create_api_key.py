"""A new API key for an account."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from articles.models import ApiKey, Scope


class Command(BaseCommand):
    help = "Make an API key and print it, once: only its digest is kept."

    def add_arguments(self, parser) -> None:
        parser.add_argument("user", help="User name of the account that the key speaks for.")
        parser.add_argument("--name", default="", help="What the key is for, to tell it from others.")
        parser.add_argument("--days", type=int, help="Days until it expires; without it, it does not.")

        parser.add_argument(
            "--scope", action="append", choices=Scope.values, default=[],
            help="May be given more than once; without it the key may do all that the account may.",
        )  # fmt: skip

    def handle(self, *, user: str, name: str, days: int | None, scope: list[str], **options) -> None:
        account = get_user_model().objects.filter(username=user).first()
        if account is None:
            raise CommandError(f"There is no account {user!r}.")
        expiry = timedelta(days=days) if days else None
        _, key = ApiKey.objects.create(user=account, name=name, expiry=expiry, scopes=scope)
        self.stdout.write(key)
