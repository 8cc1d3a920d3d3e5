"""The queue is ordered by one column: see `articles.urgency`."""

from django.db import migrations, models
from django.db.models import Q

#: The head starts of `articles.urgency`, for what stands already; nobody's readers are known yet.
KEEP = """
UPDATE articles_article SET urgent_since = waiting_since - make_interval(days =>
    CASE risk WHEN 'high' THEN 30 WHEN 'medium' THEN 7 ELSE 0 END
    + CASE questioned WHEN '' THEN 0 WHEN 'due' THEN 45 ELSE 60 END);
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_editors_and_keys")]
    operations = [
        migrations.RemoveIndex(model_name="article", name="article_triage"),
        migrations.AddField("article", "readers", models.PositiveIntegerField(
            default=0, help_text="In a month, as the publisher's own statistics tell.")),
        migrations.AddField("article", "urgent_since", models.DateTimeField(
            null=True, help_text="What the queue is ordered by, see `articles.urgency`. Kept by the doors.")),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.AlterField("article", "urgent_since", models.DateTimeField(
            help_text="What the queue is ordered by, see `articles.urgency`. Kept by the doors.")),
        migrations.AddIndex("article", models.Index(
            fields=["urgent_since", "id"], name="article_triage", condition=Q(state__in=["submitted", "under_review"]))),
    ]
