"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from medreview.celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medreview.settings")
application = get_wsgi_application()

# The web only publishes: a silent broker must not hold up a request, and the sweeper finds what was not published.
app.conf.broker_transport_options = app.conf.broker_transport_options | {
    "socket_timeout": 0.2,
    "socket_connect_timeout": 0.2,
}
