"""Articles' pages as they are kept for readers. Empty at first: a page that is not kept is rendered when it is read."""

import django.db.models.deletion
from django.db import migrations, models

#: What stands on a page beside its article's own row: what has become known of its sources, and who is named. A function, because
#: the server keeps the plans of its queries, and planning them takes longer than the rest of a page's one query.
BESIDE = """
CREATE FUNCTION page_beside(shown bigint) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_array(
        (SELECT jsonb_agg(jsonb_build_array(e.number, work.standing) ORDER BY e.number) FROM articles_entry e
         JOIN citations_reference own ON own.id = e.reference_id
         JOIN citations_reference work ON work.id = coalesce(own.merged_into_id, own.id)
         WHERE e.revision_id = shown AND work.standing <> '{}'),
        (SELECT jsonb_agg(jsonb_build_array(c.name, c.orcid, c.affiliation) ORDER BY c.id) FROM articles_contributor c
         WHERE c.revision_id = shown)
    );
END $$
"""


class Migration(migrations.Migration):

    dependencies = [("articles", "0026_sent_found"), ("citations", "0004_watch_places")]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audience", models.CharField(blank=True, max_length=10)),
                ("state", models.CharField(help_text="A digest of everything that the page shows, as it was rendered.", max_length=32)),
                ("standing", models.BooleanField(help_text="Whether the approval stood: search engines are welcome.")),
                ("body", models.TextField()),
                ("article", models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="publications", to="articles.article"
                )),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("article", "audience"), name="one_page_for_an_audience")],
            },
        ),
        migrations.RunSQL(BESIDE, "DROP FUNCTION page_beside(bigint)"),
    ]
