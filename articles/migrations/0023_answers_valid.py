"""0022's constraint, held against the rows from before it."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0022_answers'),
    ]

    operations = [
        ValidateConstraint('delivery', 'delivery_goes_to_an_account_or_an_asker'),
    ]
