"""What was checked by older rules, labels or policies is found by an index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0030_edition")]
    operations = [
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(
                fields=["checked_with", "checked_edition"],
                name="article_checked",
                condition=models.Q(("state__in", ["submitted", "under_review", "changes_requested"])),
            ),
        ),
    ]
