"""What became of a reader's question, and what presses of an article that no column of its own tells."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0031_checked_found")]
    operations = [
        migrations.AddField("article", "pressing", django.contrib.postgres.fields.ArrayField(
            base_field=models.CharField(max_length=9), db_default=[], default=list, size=None,
            help_text="What else presses, see `articles.urgency`: a danger, a retraction, somebody who is late.")),
        migrations.AddField("question", "became", models.CharField(
            blank=True, db_default="", default="", max_length=9,
            choices=[("re_review", "a re-review"), ("finding", "a finding"), ("article", "an article requested")],
            help_text="What an editor made of it, when it was settled.")),
        migrations.AddField("question", "wanted", models.TextField(
            blank=True, db_default="", default="",
            help_text="The question that a requested article is to answer, in an editor's words.")),
    ]
