"""A message may go to a reader without an account, who is answered once."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0021_news'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='asker',
            field=models.ForeignKey(blank=True, db_index=False, help_text="In the recipient's place: who asked without an account, and is answered once.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.question'),
        ),
        migrations.AddField(
            model_name='question',
            name='answer',
            field=models.TextField(blank=True, db_default='', default='', help_text='What the editors wrote back.'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='recipient',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL),
        ),
        AddConstraintNotValid(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('asker__isnull', False), _connector='XOR'), name='delivery_goes_to_an_account_or_an_asker'),
        ),
    ]
