"""`Idempotency-Key`: a repeated POST is answered with the first one's answer, not done again."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from functools import partial

from cryptography.fernet import Fernet, InvalidToken
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from psycopg.errors import LockNotAvailable
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from articles.errors import BadInput, Refusal
from articles.identity import WrongProof
from articles.models import StoredAnswer
from citations import clock

KEPT = timedelta(hours=24)
#: How long a repeat waits for the first request to finish.
PATIENCE = "5s"
#: The longest key; in a batch it is followed by the item's place.
LONGEST, LONGEST_OF_BATCH = 255, 240
_HEADERS = ("Location", "ETag", "Cache-Control")


class KeyReused(Refusal):
    """The same key with another request: a mistake of the client that must not pass for a repeat."""

    slug, title, status = "idempotency-key-reused", "The key was used for another request", 422


class InFlight(Refusal):
    """The first request did not finish within the wait."""

    slug, title, status = "in-flight", "The first request with this key is still running", 409


class IdempotentMixin:
    """For DRF views: a POST with an `Idempotency-Key` runs in one transaction with its stored answer.

    A refused request stores nothing, for nothing was done, except that a wrong proof of identity is counted. A repeat waits
    for the first by the unique row that both insert, so neither a race nor a kill can make two of one.
    """

    #: Actions that keep an answer for each of their items themselves.
    keyed_by_item: tuple[str, ...] = ()
    #: Actions whose answers tell a secret once: kept so that only the caller's own API key opens them.
    told_once: tuple[str, ...] = ()

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key")
        action = getattr(self, "action", None)
        if request.method == "POST" and key is not None and request.user.is_authenticated and action not in self.keyed_by_item:
            seal = _callers_own(request) if action in self.told_once else None
            self.post = partial(self._once, key, seal, self.post)

    def _once(self, key: str, seal: Fernet | None, handler, request, *args, **kwargs):
        digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request._request.body)
        with transaction.atomic():
            kept = claimed(request.user, key, digest.hexdigest())
            if kept.status:
                return _replay(kept, seal)
            try:
                response = handler(request, *args, **kwargs)
            except WrongProof as error:
                kept.delete()
                refused = error
            else:
                headers = {name: response[name] for name in _HEADERS if name in response}
                body = _body(response)
                keep_answer(kept, response.status_code, headers, seal.encrypt(body) if seal else body)
                return response
        raise refused


def claimed(user, key: str, digest: str) -> StoredAnswer:
    """This request's row, its status still 0, or the answer of the request that came first. Inside a transaction."""
    if not 1 <= len(key) <= LONGEST or not key.isprintable():
        raise BadInput(f"Idempotency-Key takes 1 to {LONGEST} printable characters.")
    StoredAnswer.objects.filter(user=user, key=key, created_at__lt=clock.now() - KEPT).delete()
    row = StoredAnswer(user=user, key=key, request_digest=digest, created_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    try:
        StoredAnswer.objects.bulk_create([row], ignore_conflicts=True)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise InFlight("The first request with this Idempotency-Key is still running. Ask again.") from error
        raise
    kept = StoredAnswer.objects.get(user=user, key=key)
    if kept.request_digest != digest:
        raise KeyReused("This Idempotency-Key was sent before with another method, address or body. Use a new one.")
    return kept


def keep_answer(row: StoredAnswer, status: int, headers: dict, body: bytes) -> None:
    """Store what the request was answered, in the transaction of what it did."""
    row.status, row.headers, row.body = status, headers, body
    row.save(update_fields=["status", "headers", "body"])


def _body(response: Response) -> bytes:
    return b"" if response.data is None else JSONRenderer().render(response.data)


def _replay(row: StoredAnswer, seal: Fernet | None) -> HttpResponse:
    try:
        body = seal.decrypt(bytes(row.body)) if seal else bytes(row.body)
    except InvalidToken as error:
        raise KeyReused("This Idempotency-Key was sent before with another API key, and its answer tells a secret.") from error
    return HttpResponse(body, status=row.status, headers=row.headers, content_type="application/json")


def _callers_own(request: HttpRequest) -> Fernet:
    """Seals with the API key that the caller sent. We hold its digest alone, so a stolen database opens nothing."""
    sent = request.headers["Authorization"].split()[-1]
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"medreview.answers:" + sent.encode()).digest()))
