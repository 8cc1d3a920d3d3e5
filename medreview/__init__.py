"""Wiring: settings, addresses, the Celery application. No rule of the product lives here."""

from medreview.celery import app as celery_app

__all__ = ["celery_app"]
