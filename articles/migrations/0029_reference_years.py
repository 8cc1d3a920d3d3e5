"""Every policy names the age of every kind of source: those from before get what the checks went by in their place."""

from django.db import migrations, models

YEARS = {"guideline": 5, "research": 10, "label": 5, "book": 10, "web": 5, "other": 10}


def fill(apps, schema_editor):
    for policy in apps.get_model("articles", "Policy").objects.using(schema_editor.connection.alias).all():
        policy.reference_years = YEARS | policy.reference_years
        policy.save(update_fields=["reference_years"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0028_failed_proofs")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "druglabel",
            "population",
            models.CharField(
                max_length=100,
                help_text="Such as adults, or children 6 to 11 years: doses for them are compared with this row.",
            ),
        ),
    ]
