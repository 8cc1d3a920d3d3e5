"""Editions of the label table and of what policies ask: an article keeps the one that it was checked by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0029_reference_years")]
    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=1)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_edition")]},
        ),
        migrations.RunSQL("INSERT INTO articles_edition (id, number) VALUES (1, 1)", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="article",
            name="checked_edition",
            field=models.PositiveIntegerField(
                default=0, db_default=0, help_text="The edition of labels and policies that it was checked by."
            ),
        ),
    ]
