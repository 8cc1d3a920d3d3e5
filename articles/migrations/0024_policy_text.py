"""What the publisher says on the editorial policy page beside the rules in force."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0023_answers_valid'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(blank=True, help_text='Markdown. Stands above the rules in force, which the page reads from the policies by itself.', validators=[django.core.validators.MaxLengthValidator(20000)])),
                ('changed_at', models.DateTimeField(editable=False, null=True)),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'policy text',
                'verbose_name_plural': 'policy text',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_policy_text')],
            },
        ),
        migrations.RunSQL("INSERT INTO articles_policytext (id, body) VALUES (1, '')", migrations.RunSQL.noop),
    ]
