"""What readers ask and report: their own words, kept apart from the history so that they can be erased."""

from __future__ import annotations

from django.db import models

from articles.vocabulary import AUDIENCE_CHOICES


class Kind(models.TextChoices):
    """A follow-up question; an error that a reader found; one by which somebody could come to harm."""

    QUESTION = "question", "question"
    ERROR = "error", "error"
    SAFETY = "safety", "safety"


class Became(models.TextChoices):
    """What an editor made of a question besides an answer."""

    RE_REVIEW = "re_review", "a re-review"
    FINDING = "finding", "a finding"
    ARTICLE = "article", "an article requested"


class QuestionQuerySet(models.QuerySet):
    def placed(self) -> QuestionQuerySet:
        """With each one's `place` in the inbox: dangers first, then errors, then questions, the longest waiting first."""
        return self.annotate(place=PLACE).order_by("place")

    def inbox(self) -> QuestionQuerySet:
        """What nobody has settled, in its order."""
        return self.filter(handled_at=None).placed()


#: One number, so that a page ends at it and an index holds it: its kind's weight above its id.
PLACE = models.ExpressionWrapper(
    models.F("id")
    + models.Case(
        models.When(kind=Kind.SAFETY, then=models.Value(0)),
        models.When(kind=Kind.ERROR, then=models.Value(2**60)),
        default=models.Value(2**61),
        output_field=models.BigIntegerField(),
    ),
    output_field=models.BigIntegerField(),
)


class Question(models.Model):
    """A follow-up question to an article, or a report of an error in it, from somebody without an account.

    The event only says that it came; the words and the address stand here and nowhere else, and go after a while.
    """

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.QUESTION)
    quote = models.TextField(blank=True, help_text="The words of the article that a report is about.")

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="questions")
    event = models.OneToOneField("articles.Event", models.PROTECT, related_name="question")
    text = models.TextField()
    email = models.EmailField(blank=True, help_text="Where the reader wants the answer, if anywhere.")
    audience = models.CharField(
        max_length=10, choices=AUDIENCE_CHOICES, blank=True, help_text="Whose text the reader was shown."
    )
    answer = models.TextField(blank=True, default="", db_default="", help_text="What the editors wrote back.")
    became = models.CharField(
        max_length=9, choices=Became.choices, blank=True, default="", db_default="",
        help_text="What an editor made of it, when it was settled.",
    )  # fmt: skip
    wanted = models.TextField(
        blank=True, default="", db_default="",
        help_text="The question that a requested article is to answer, in an editor's words.",
    )  # fmt: skip
    created_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, help_text="Words and address are gone since.")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(PLACE, name="question_place", condition=models.Q(handled_at=None)),
            models.Index(fields=["-id"], name="question_became_article", condition=models.Q(became=Became.ARTICLE)),
            models.Index(fields=["created_at"], name="question_kept", condition=models.Q(erased_at=None)),
        ]

    def __str__(self) -> str:
        return self.text[:80]
