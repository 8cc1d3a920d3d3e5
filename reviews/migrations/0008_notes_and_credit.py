"""Notes on claims; a member's wish to be credited."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0007_calibration")]

    operations = [
        migrations.AddField(
            "boardmember", "credited", models.BooleanField(default=True, help_text="Whether their public page lists what they reviewed.")
        ),
        migrations.AddField(
            "review", "claim_notes", models.JSONField(default=dict, help_text="For the author, by the claim's identity.")
        ),
    ]
