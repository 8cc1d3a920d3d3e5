"""Figures that take long on a large desk, kept by the clock so that no page waits for them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class KeptFigures(models.Model):
    """One page's figures as of a moment, and how long they took: what is quick is never read from here."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    seconds = models.FloatField()
    value = models.JSONField(encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return self.name
