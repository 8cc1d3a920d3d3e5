"""A remark anchored to the words it is about (W3C text-quote selector)."""

from django.db import models

from reviews.models.assignment import Assignment


class Comment(models.Model):
    """`quote` is {exact, prefix, suffix}; a comment is released to the author when its round goes back to them."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="comments")
    rendition = models.CharField(max_length=10, blank=True)
    quote = models.JSONField(default=dict)
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.body[:80]
