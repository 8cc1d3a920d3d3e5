"""gunicorn's settings in production. WEB_CONCURRENCY says how many processes there are (gunicorn's own variable)."""

import os

wsgi_app = "medreview.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Not preloaded: HUP then brings new code up in new processes, while the old ones answer what they have begun.
preload_app = False
# A request may take as long as the database's own limit of 60 s; after TERM or HUP it is waited for that long.
timeout = graceful_timeout = 65
# A heartbeat in a file on a disk stalls with the disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108  (memory, and the file is unlinked at once)
control_socket_disable = True
logger_class = "medreview.access_log.ServerLogger"
accesslog = "-"
