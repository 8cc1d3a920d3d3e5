"""When what must be done again and again last was: `/readyz` and the alerts tell when it has not been."""

from django.db import models


class Heartbeat(models.Model):
    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
