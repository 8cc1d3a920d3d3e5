"""Django admin with our own site: its home, who may come in, and 404 for who may not."""

from django.contrib.admin.apps import AdminConfig


class EditorialConfig(AdminConfig):
    default_site = "reviews.site.EditorialSite"
