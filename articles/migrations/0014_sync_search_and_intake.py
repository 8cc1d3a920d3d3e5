"""Changes that can be followed without gaps, words that articles are found by, reviews elsewhere, limits of the intake."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


STAMP = """
CREATE FUNCTION stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER stamp_change BEFORE INSERT OR UPDATE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION stamp_change();
"""
UNSTAMP = "DROP TRIGGER stamp_change ON articles_article; DROP FUNCTION stamp_change()"
WORDS = """
INSERT INTO articles_searchtext (revision_id, vector)
SELECT revision.id,
       setweight(to_tsvector('english', revision.question), 'A')
       || setweight(to_tsvector('english', array_to_string(revision.topics, ' ')), 'B')
       || setweight(to_tsvector('english', coalesce(
              (SELECT string_agg(text, E'\\n' ORDER BY id) FROM articles_rendition WHERE revision_id = revision.id), '')), 'D')
  FROM articles_revision revision
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0013_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='changed_in',
            field=models.BigIntegerField(db_index=True, default=0, editable=False, help_text='The transaction that changed it last, set by the database: what is new since a moment, without gaps.'),
        ),
        migrations.AddField(
            model_name='revision',
            name='external_review',
            field=models.JSONField(blank=True, help_text='By whom, when and on what evidence it was reviewed elsewhere, as the author states.', null=True),
        ),
        migrations.CreateModel(
            name='IntakePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('most_waiting', models.PositiveIntegerField(blank=True, help_text='Articles that wait for the board; from so many on, new ones are refused until some are decided.', null=True, validators=[django.core.validators.MinValueValidator(1)])),
                ('most_days', models.PositiveSmallIntegerField(blank=True, help_text='Days that the board needs for what waits, at the pace of the last four weeks.', null=True, validators=[django.core.validators.MinValueValidator(1)])),
            ],
            options={
                'verbose_name_plural': 'intake policy',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_intake_policy')],
            },
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='search_text', serialize=False, to='articles.revision')),
                ('vector', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vector'], name='search_words')],
            },
        ),
        migrations.RunSQL(STAMP, UNSTAMP),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL("INSERT INTO articles_intakepolicy (id) VALUES (1)", migrations.RunSQL.noop),
    ]
