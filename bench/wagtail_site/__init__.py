"""The same review in Wagtail's workflow: a page with references, approved twice, published. Runs in `.wagtail`, not `.venv`."""
