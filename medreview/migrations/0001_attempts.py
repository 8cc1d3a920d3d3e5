"""The table that counts attempts to sign in and remembers used one-time codes, for all processes together."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE medreview_attempts (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX medreview_attempts_expires ON medreview_attempts (expires);
            """,
            "DROP TABLE medreview_attempts",
        )
    ]
