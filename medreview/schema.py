"""What the OpenAPI generator cannot see by itself, and the pages that show the schema under our strict CSP."""

from __future__ import annotations

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

from articles.serializers import EntryInput


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "articles.keys.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema) -> dict:
        return {"type": "http", "scheme": "bearer", "description": "A key from `manage.py create_api_key USER`."}


class ReferencesSchema(OpenApiSerializerFieldExtension):
    target_class = "articles.serializers.ReferencesField"

    def map_serializer_field(self, auto_schema, direction) -> dict:
        entry = auto_schema.resolve_serializer(EntryInput, direction).ref
        return {"type": "array", "items": entry, "description": "The reference list, in the order of the page."}


@method_decorator(csp_update({"style-src": ["'unsafe-inline'"], "img-src": ["'self'", "data:"]}), name="dispatch")
class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI from the sidecar, its script at an address of its own; it writes styles of its own."""


@method_decorator(
    csp_update({"style-src": ["'unsafe-inline'"], "worker-src": ["blob:"], "img-src": ["'self'", "data:"]}), name="dispatch"
)
class RedocView(SpectacularRedocView):
    """Redoc from the sidecar; it writes styles of its own and searches in a worker."""
