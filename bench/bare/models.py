"""The rows that a review cycle writes, without constraint, guard or chain."""

from django.conf import settings
from django.db import models

_USER = settings.AUTH_USER_MODEL


class Article(models.Model):
    slug = models.SlugField(max_length=120, unique=True)
    author = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    question = models.CharField(max_length=500)
    text = models.TextField()
    state = models.CharField(max_length=20, default="submitted", db_index=True)
    changed_at = models.DateTimeField(auto_now=True)


class Entry(models.Model):
    article = models.ForeignKey(Article, models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()
    csl = models.JSONField()


class Seat(models.Model):
    article = models.ForeignKey(Article, models.PROTECT, related_name="seats")
    member = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="invited")


class Review(models.Model):
    seat = models.OneToOneField(Seat, models.PROTECT)
    verdict = models.CharField(max_length=15)
    notes = models.JSONField(default=dict)


class Event(models.Model):
    article = models.ForeignKey(Article, models.PROTECT, related_name="events")
    actor = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)


class Delivery(models.Model):
    event = models.ForeignKey(Event, models.PROTECT)
    recipient = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(auto_now_add=True)
