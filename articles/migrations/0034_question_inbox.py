"""The inbox is read in its own order since 0033: no query asks for what is open by age alone any more."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0033_inbox_by_kind")]
    operations = [RemoveIndexConcurrently("question", "question_inbox")]
