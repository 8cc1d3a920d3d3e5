"""What waits for a member is read in the order in which it presses, and counted from the index alone."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

PENDING = models.Q(("state__in", ("invited", "accepted")), ("unconfirmed", True), _connector="OR")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("reviews", "0014_lapsed")]
    operations = [
        AddIndexConcurrently(
            "assignment",
            models.Index(fields=["board_member", "review_by", "id"], include=["state"], name="seat_to_do", condition=PENDING),
        ),
        RemoveIndexConcurrently("assignment", "seat_pending"),
    ]
