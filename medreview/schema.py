"""What the OpenAPI generator cannot see by itself, and the pages that show the schema under our strict CSP."""

from __future__ import annotations

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

from articles.serializers import MOST_ENTRIES, EntryInput
from citations.serializers import ListInput
from medreview.examples import ANSWERS, REQUESTS
from medreview.problems import KNOWN, MEDIA_TYPE


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "articles.keys.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema) -> dict:
        return {"type": "http", "scheme": "bearer", "description": "A key from `manage.py create_api_key USER`."}


class ReferencesSchema(OpenApiSerializerFieldExtension):
    target_class = "articles.serializers.ReferencesField"

    def map_serializer_field(self, auto_schema, direction) -> dict:
        entry, text = (auto_schema.resolve_serializer(shape, direction).ref for shape in (EntryInput, ListInput))
        entries = {"type": "array", "items": entry, "maxItems": MOST_ENTRIES}
        return {"oneOf": [entries, text], "description": "The reference list, in the order of the page: entries, or text."}


@method_decorator(csp_update({"style-src": ["'unsafe-inline'"], "img-src": ["'self'", "data:"]}), name="dispatch")
class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI from the sidecar, its script at an address of its own; it writes styles of its own."""


@method_decorator(
    csp_update({"style-src": ["'unsafe-inline'"], "worker-src": ["blob:"], "img-src": ["'self'", "data:"]}), name="dispatch"
)
class RedocView(SpectacularRedocView):
    """Redoc from the sidecar; it writes styles of its own and searches in a worker."""


#: Which refusals an operation may answer with, beside those of every operation.
_EVERYWHERE = (400, 406, 429, 503)
_WITH_KEY = (401, 403)
_WITH_BODY = (409, 413, 415)
_WITH_MATCH = (412, 428)
#: Operations that compare with what the caller saw: of the article, or (a signature) of the text.
_MATCHING = frozenset(("articles_revisions_create", "articles_suggestions_create"))
_SIGNING = frozenset(("assignments_review_create",))
_PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457). Further members say what else is known, such as `location` or `findings`.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "An address that explains this kind of refusal."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened this time."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Where in the body: a JSON pointer (RFC 6901)."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_KNOWN = {
    "name": "If-None-Match", "in": "header", "schema": {"type": "string"},
    "description": "The ETag of the answer that you have. Where it is still the same: 304, without a body.",
}  # fmt: skip
_MATCH = {
    "name": "If-Match", "in": "header", "schema": {"type": "string"},
    "description": "The ETag of the article that you saw. Without it: 428.",
}  # fmt: skip


def document_refusals(result: dict, **context) -> dict:
    """Postprocessing: every operation tells each status that it may refuse with, all in one shape."""
    schemas = result["components"]["schemas"]
    schemas["Problem"] = _PROBLEM
    _widen(schemas)
    _show_examples(schemas)
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _add_headers(method, operation)
            _allow_sparse(operation, schemas)
            if method == "get":
                operation["responses"]["304"] = {"description": "You have it already: see `If-None-Match`."}
            for status in _refusals(path, method, operation):
                operation["responses"].setdefault(str(status), _refusal(status))
    return result


def _show_examples(schemas: dict) -> None:
    for name, example in (REQUESTS | ANSWERS).items():
        if name in schemas:
            schemas[name]["examples"] = [example]


def _allow_sparse(operation: dict, schemas: dict) -> None:
    """An answer that `fields=` narrows may lack any member: the same shape again, with none required."""
    if not any(sent["name"] == "fields" for sent in operation.get("parameters", [])):
        return
    answer = operation["responses"]["200"]["content"]["application/json"]
    whole = schemas[_named(answer["schema"])]
    if "results" in whole["properties"]:
        listed = whole["properties"]["results"]
        listed["items"] = _sparse(listed["items"], schemas)
    else:
        answer["schema"] = _sparse(answer["schema"], schemas)


def _sparse(reference: dict, schemas: dict) -> dict:
    name = _named(reference)
    part = {key: said for key, said in schemas[name].items() if key not in ("required", "examples")}
    schemas[f"Sparse{name}"] = part | {"description": "Those members that `fields` names.", "additionalProperties": False}
    return {"anyOf": [reference, {"$ref": f"#/components/schemas/Sparse{name}"}]}


def _named(reference: dict) -> str:
    return reference["$ref"].rpartition("/")[2]


def _widen(schemas: dict) -> None:
    """JSON of any shape, or null, is written as one of two shapes that null fits both: say any shape instead."""
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            if field.get("oneOf") == [{}, {"type": "null"}]:
                del field["oneOf"]


def _refusals(path: str, method: str, operation: dict) -> set[int]:
    found = set(_EVERYWHERE)
    if _keyed(operation):
        found.update(_WITH_KEY)
    if "{" in path or not path.startswith("/api/v1/articles/"):
        found.add(404)
    if method in ("post", "put"):
        found.update(_WITH_BODY)
    if any(sent["name"] == "Idempotency-Key" for sent in operation.get("parameters", [])):
        found.add(422)
    if operation["operationId"] in _MATCHING:
        found.update(_WITH_MATCH)
    return found | {412} if operation["operationId"] in _SIGNING else found


def _keyed(operation: dict) -> bool:
    return {"key": []} in operation.get("security", [])


def _add_headers(method: str, operation: dict) -> None:
    sent = operation.setdefault("parameters", [])
    if method == "get":
        sent.append(_KNOWN)
    if operation["operationId"] in _MATCHING:
        sent.append(_MATCH)


def _refusal(status: int) -> dict:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": KNOWN[status][1], "content": {MEDIA_TYPE: {"schema": schema}}}
