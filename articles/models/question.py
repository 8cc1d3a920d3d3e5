"""What readers ask: their own words, kept apart from the history so that they can be erased."""

from django.db import models

from articles.vocabulary import AUDIENCE_CHOICES


class Question(models.Model):
    """A follow-up question to an article, from somebody without an account.

    The event only says that a question came; the words and the address stand here and nowhere else.
    """

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="questions")
    event = models.OneToOneField("articles.Event", models.PROTECT, related_name="question")
    text = models.TextField()
    email = models.EmailField(blank=True, help_text="Where the reader wants the answer, if anywhere.")
    audience = models.CharField(
        max_length=10, choices=AUDIENCE_CHOICES, blank=True, help_text="Whose text the reader was shown."
    )
    created_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-id"], name="question_inbox", condition=models.Q(handled_at=None)),
        ]

    def __str__(self) -> str:
        return self.text[:80]
