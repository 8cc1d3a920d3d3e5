"""`migrate`, as the owner of the tables, and then the grants of the application's role."""

from django.core.management.commands.migrate import Command as Migrate

from medreview import grants


class Command(Migrate):
    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            grants.grant(options["database"])
