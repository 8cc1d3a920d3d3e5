"""What full-text search reads: beside the revision, so that nothing else that reads revisions carries it along."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchText(models.Model):
    """A revision's words, the question's weighted first, then topics, then the text. Written once, like the revision."""

    revision = models.OneToOneField("articles.Revision", models.PROTECT, primary_key=True, related_name="search_text")
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="search_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"words of revision {self.revision_id}"
