"""What readers find articles by: the specialty and topics of what is shown, and the words of its question."""

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F


class Heading(models.TextChoices):
    SPECIALTY = "specialty"
    TOPIC = "topic"


class Filing(models.Model):
    """An article under a heading, by the revision that readers are shown; written anew when that changes."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="filings", db_index=False)
    heading = models.CharField(max_length=9, choices=Heading.choices)
    slug = models.CharField(max_length=120)
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "heading", "slug"], name="filed_once_under_a_heading")]
        indexes = [models.Index(fields=["heading", "slug", "-article"], name="filed_under")]

    def __str__(self) -> str:
        return f"{self.heading} {self.name}"


class SearchWord(models.Model):
    """A word of some question or topic: what a mistyped one may have meant. Few, however many articles there are."""

    word = models.CharField(primary_key=True, max_length=60)

    class Meta:
        indexes = [GistIndex(OpClass(F("word"), name="gist_trgm_ops(siglen=32)"), name="search_word_alike")]

    def __str__(self) -> str:
        return self.word
