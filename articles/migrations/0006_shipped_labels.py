"""The rows of the label table that come with the product, so that a fresh database warns."""

from django.db import migrations
from django.utils import timezone

from articles.labels.intake import fields
from articles.labels import shipped_labels


def install(apps, schema_editor):
    labels = apps.get_model("articles", "DrugLabel").objects.using(schema_editor.connection.alias)
    for row in shipped_labels().rows:
        said = fields(row)
        key = {name: said[name] for name in ("drug", "form", "availability", "jurisdiction", "population", "source")}
        labels.get_or_create(**key, replaced_at=None, defaults=said | {"added_at": timezone.now()})


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_rules")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
