"""Pages as they are kept for readers: made from everything else, so that nothing is lost with a row."""

from django.db import models


class Publication(models.Model):
    """An approved article's page for one audience, rendered once; empty `audience` is who never said."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="publications", db_index=False)
    audience = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=32, help_text="A digest of everything that the page shows, as it was rendered.")
    standing = models.BooleanField(help_text="Whether the approval stood: search engines are welcome.")
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "audience"], name="one_page_for_an_audience")]

    def __str__(self) -> str:
        return f"page of article {self.article_id} for {self.audience or 'anybody'}"
