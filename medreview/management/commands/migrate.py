"""`migrate`, as the owner of the tables, and then the grants of the application's role."""

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from medreview import grants, pooling


class Command(Migrate):
    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options) -> None:
        if pooling.is_pooled(connections[options["database"]]):
            raise CommandError("DATABASE_OWNER_URL leads to a pooler: let it lead to PostgreSQL itself.")
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            grants.grant(options["database"])
