from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page
from wagtail.search import index


class ReviewedPage(Page):
    text = models.TextField()
    content_panels = [*Page.content_panels, FieldPanel("text"), InlinePanel("works")]
    search_fields = [*Page.search_fields, index.SearchField("text")]


class Work(Orderable):
    page = ParentalKey(ReviewedPage, on_delete=models.CASCADE, related_name="works")
    csl = models.JSONField()
