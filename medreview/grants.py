"""What the application's role may do to each table. It owns none: a bug or a stolen password cannot rewrite history."""

from __future__ import annotations

from django.conf import settings
from django.db import connections
from psycopg import sql

#: Rows that are written once. Nobody but the owner of the database can change or remove them.
WRITTEN_ONCE = frozenset(
    (
        "articles_event", "articles_revision", "articles_rendition", "articles_entry", "articles_claim", "articles_searchtext",
        "reviews_confirmation", "reviews_override", "reviews_review",
    )
)  # fmt: skip
#: Rows that change but never go.
KEPT = frozenset(
    (
        "articles_article", "articles_druglabel", "articles_edition", "articles_eventtext", "articles_finding",
        "articles_intakepolicy", "articles_policy", "articles_policytext", "reviews_round", "reviews_assignment",
        "reviews_boardmember", "citations_merge", "citations_reference",
    )
)  # fmt: skip
#: Rows that only migrations write.
FIXED = frozenset(("django_migrations",))


def privileges(table: str) -> str:
    """The SQL privileges of the application's role on a table."""
    if table in FIXED:
        return "SELECT"
    if table in WRITTEN_ONCE:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE" if table in KEPT else "SELECT, INSERT, UPDATE, DELETE"


def grant(using: str = "owner") -> None:
    """Make the privileges of the application's role exactly these, on every table there is. May run any time."""
    role = sql.Identifier(settings.DATABASES["default"]["USER"])
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role))
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
        for table in tables:
            allowed = sql.SQL(privileges(table))
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(allowed, sql.Identifier(table), role))
