"""What readers ask, and the indexes that finding articles by their question needs: owned by the database alone."""

import django.db.models.deletion
from django.db import migrations, models


SEARCH = """
CREATE INDEX revision_question_words ON articles_revision USING gin (to_tsvector('english'::regconfig, COALESCE(question, '')));
CREATE INDEX article_newest_approved ON articles_article (last_reviewed DESC, id DESC) WHERE state = 'approved';
"""
UNSEARCH = "DROP INDEX revision_question_words; DROP INDEX article_newest_approved;"


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_roles_and_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('email', models.EmailField(blank=True, help_text='Where the reader wants the answer, if anywhere.', max_length=254)),
                ('audience', models.CharField(blank=True, choices=[('clinician', 'clinician'), ('patient', 'patient'), ('caregiver', 'caregiver'), ('student', 'student')], help_text='Whose text the reader was shown.', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='articles.article')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='question', to='articles.event')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('handled_at', None)), fields=['-id'], name='question_inbox')],
            },
        ),
        migrations.RunSQL(SEARCH, UNSEARCH),
    ]
