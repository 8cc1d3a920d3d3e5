"""What is published is in review again only for a cause that readers are told."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0017_named_reviewers'),
    ]

    operations = [
        AddConstraintNotValid(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('current', models.F('published')), ('questioned', ''), ('state__in', ['submitted', 'under_review', 'changes_requested']), _negated=True), name='what_is_published_is_reviewed_again_for_a_cause'),
        ),
    ]
