"""What was corrected last, for the feed, read along an index; and 0018's constraint held against the rows from before it."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

INDEX = "CREATE INDEX CONCURRENTLY article_newest_updated ON articles_article (last_updated DESC, id DESC) WHERE state = 'approved'"


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('articles', '0020_lists_at_any_length'),
    ]

    operations = [
        migrations.RunSQL(INDEX, "DROP INDEX CONCURRENTLY article_newest_updated"),
        ValidateConstraint('article', 'what_is_published_is_reviewed_again_for_a_cause'),
    ]
