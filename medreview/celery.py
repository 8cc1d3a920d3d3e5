"""The Celery application. Redis only wakes workers; what is owed stands in PostgreSQL."""

import os

from celery import Celery
from celery.signals import task_failure
from kombu.transport import TRANSPORT_ALIASES

from articles import failures

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medreview.settings")

# By the addresses' own schemes: under a name of its own kombu would forget which of them asks for TLS.
TRANSPORT_ALIASES |= dict.fromkeys(("redis", "rediss"), "medreview.redis_transport:Transport")
app = Celery("medreview")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
task_failure.connect(failures.count)
