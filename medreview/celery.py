"""The Celery application. Redis only wakes workers; what is owed stands in PostgreSQL."""

import os

from celery import Celery
from celery.signals import task_failure

from articles import failures

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medreview.settings")

app = Celery("medreview")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
task_failure.connect(failures.count)
