"""The inbox in its order, dangers first, and what articles were requested; retractions weigh where they stand open already."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Q, Value, When

PLACE = ExpressionWrapper(
    F("id")
    + Case(
        When(kind="safety", then=Value(0)), When(kind="error", then=Value(2**60)), default=Value(2**61),
        output_field=BigIntegerField(),
    ),
    output_field=BigIntegerField(),
)
#: Few: only articles with open errors are looked at, along their own index.
RETRACTED = """
UPDATE articles_article article SET pressing = ARRAY['retracted'],
    urgent_since = urgent_since - CASE WHEN questioned = 'notice' THEN interval '0' ELSE interval '60 days' END
 WHERE errors > 0 AND EXISTS (
    SELECT FROM articles_finding finding WHERE finding.revision_id = article.current_id
       AND finding.code = 'reference-retracted' AND finding.waived_at IS NULL AND NOT finding.superseded)
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0032_pressing_and_becoming")]
    operations = [
        AddIndexConcurrently("question", models.Index(PLACE, name="question_place", condition=Q(handled_at=None))),
        AddIndexConcurrently(
            "question", models.Index(fields=["-id"], name="question_became_article", condition=Q(became="article"))
        ),
        migrations.RunSQL(RETRACTED, migrations.RunSQL.noop),
    ]
