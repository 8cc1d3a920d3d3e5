"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from medreview.brokers import web_options
from medreview.celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medreview.settings")
application = get_wsgi_application()

# The web only publishes: a silent broker must not hold up a request, and the sweeper finds what was not published.
app.conf.broker_transport_options = web_options(app.conf.broker_url)
