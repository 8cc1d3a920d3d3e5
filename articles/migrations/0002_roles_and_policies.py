"""The roles as groups, and a policy for each risk tier, so that a fresh database can work."""

from django.db import migrations

ROLES = ("author", "board member", "managing editor")
POLICIES = {
    "low": {"seats": 2, "specialists": 0, "review_months": 36},
    "medium": {"seats": 2, "specialists": 1, "review_months": 24},
    "high": {"seats": 2, "specialists": 1, "review_months": 12},
}


def install(apps, schema_editor):
    using = schema_editor.connection.alias
    for name in ROLES:
        apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
    for tier, rules in POLICIES.items():
        apps.get_model("articles", "Policy").objects.using(using).get_or_create(tier=tier, defaults=rules)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
