"""Specialties and topics that readers find articles by, and the words that a mistyped search may have meant."""

import re

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.utils.text import slugify

BATCH = 500


def file_all(apps, schema_editor):
    """What was there before: filed as the workers file what comes."""
    article, filing, word = (apps.get_model("articles", name) for name in ("Article", "Filing", "SearchWord"))
    using = schema_editor.connection.alias
    last, rows = 0, True
    while rows:
        held = article.objects.using(using).filter(pk__gt=last).select_related("published", "current")
        rows = list(held.order_by("pk")[:BATCH])
        filed, words = {}, set()
        for row in rows:
            last, shown = row.pk, row.published or row.current
            if shown is None:
                continue
            filed[row.pk, "specialty", shown.specialty] = shown.specialty
            filed |= {(row.pk, "topic", slug): topic for topic in reversed(shown.topics) if (slug := slugify(topic, allow_unicode=True))}
            words |= set(re.findall(r"[^\W\d_]{4,60}", " ".join((shown.question, *shown.topics)).lower()))
        filing.objects.using(using).bulk_create(
            filing(article_id=pk, heading=heading, slug=slug, name=name) for (pk, heading, slug), name in filed.items()
        )
        word.objects.using(using).bulk_create([word(word=one) for one in sorted(words)], ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0018_cause_of_re_review'),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GistIndex(django.contrib.postgres.indexes.OpClass(models.F('word'), name='gist_trgm_ops(siglen=32)'), name='search_word_alike')],
            },
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heading', models.CharField(choices=[('specialty', 'Specialty'), ('topic', 'Topic')], max_length=9)),
                ('slug', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=100)),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='articles.article')),
            ],
            options={
                'indexes': [models.Index(fields=['heading', 'slug', '-article'], name='filed_under')],
                'constraints': [models.UniqueConstraint(fields=('article', 'heading', 'slug'), name='filed_once_under_a_heading')],
            },
        ),
        migrations.RunPython(file_all, migrations.RunPython.noop),
    ]
