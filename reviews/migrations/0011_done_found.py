"""The steps that were done longest ago are found by an index; vacuum comes before a fiftieth of a large table is dead."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('reviews', '0010_lists_at_any_length'),
    ]

    operations = [
        migrations.RunSQL(
            'ALTER TABLE reviews_due SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02)',
            'ALTER TABLE reviews_due RESET (fillfactor, autovacuum_vacuum_scale_factor)',
        ),
        AddIndexConcurrently(
            model_name='due',
            index=models.Index(condition=models.Q(('done_at__isnull', False)), fields=['done_at'], name='due_done'),
        ),
    ]
