"""What a board member has declared, and what an editor decided about it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models import Article
from reviews.board.disclosure import ICMJE
from reviews.models.board import BoardMember


class Interest(models.Model):
    """A standing financial disclosure (ICMJE). It counts until 36 months after it ended."""

    board_member = models.ForeignKey(BoardMember, models.CASCADE, related_name="interests")
    item = models.CharField(max_length=100, choices=[(item, item) for item in ICMJE])
    entity = models.CharField(max_length=200, help_text="The company or body.")
    products = ArrayField(
        models.CharField(max_length=100), default=list, blank=True,
        help_text="Drugs and devices that it concerns, by every name that a text may use, with commas.",
    )  # fmt: skip
    detail = models.CharField(max_length=500, blank=True)
    ended = models.DateField(null=True, blank=True, help_text="Empty: it goes on.")

    class Meta:
        ordering = ["id"]
        verbose_name = "financial interest"

    def __str__(self) -> str:
        return f"{self.item}: {self.entity}"


class Publication(models.Model):
    """A work of a board member's own, as far as told: whoever cites it, or wrote it with them, is close to them."""

    board_member = models.ForeignKey(BoardMember, models.CASCADE, related_name="publications")
    title = models.CharField(max_length=500)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    doi = models.CharField("DOI", max_length=300, blank=True)
    authors = models.JSONField(default=list, help_text="CSL-JSON names.")

    class Meta:
        ordering = ["-year", "id"]

    def __str__(self) -> str:
        return self.title


class Override(models.Model):
    """An editor let a board member review in spite of a conflict. Written once; settles the named reasons only."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    board_member = models.ForeignKey(BoardMember, models.PROTECT, related_name="overrides")
    keys = ArrayField(models.CharField(max_length=400), help_text="The exclusions that it settles.")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["article", "board_member"], name="override_of_a_pair")]

    def __str__(self) -> str:
        return f"{self.board_member} on article {self.article_id}"
