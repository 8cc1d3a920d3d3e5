"""What was corrected last, for the feed, read along an index."""

from django.db import migrations

INDEX = "CREATE INDEX article_newest_updated ON articles_article (last_updated DESC, id DESC) WHERE state = 'approved'"


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0019_filing'),
    ]

    operations = [
        migrations.RunSQL(INDEX, "DROP INDEX article_newest_updated"),
    ]
