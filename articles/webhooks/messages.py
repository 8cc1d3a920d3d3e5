"""What a call says, and its signature: Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from standardwebhooks import Webhook as Signer

from articles import addresses
from articles.models import Delivery, Webhook
from articles.webhooks.sealing import opened

#: The kinds of events that a webhook can choose: all that doors record, but those that are for editors' eyes (`FOR_EDITORS`).
#: A choice of none means all, those that come later included.
KINDS = (
    "submitted", "revised", "rechecked", "finding_added", "finding_waived", "risk_set", "taken_on", "handed_back", "invited",
    "accepted", "declined", "seat_expired", "reminded", "conflict_overridden", "signed", "confirmed", "signature_voided",
    "signature_counts", "signature_lapsed", "approved", "overridden", "changes_requested", "rejected", "withdrawn",
    "update_dropped", "reopened", "retired", "review_due_soon", "notice_taken", "questioned", "question_asked",
    "error_reported", "article_requested",
)  # fmt: skip
#: Of an event's data, what every person who may see the article may know.
OPEN = ("revision", "content_hash", "cause", "code")


def message_id(delivery: Delivery) -> str:
    """The same for every try of a delivery and for its redelivery, so that a receiver takes it once."""
    return f"msg_{delivery.event.hash[:24]}_{delivery.webhook_id}"


def body(delivery: Delivery) -> str:
    """What happened, from the event alone: the same words at every try. What the article is by now, its address tells."""
    event, article = delivery.event, delivery.event.article
    said = {
        "type": f"article.{event.kind}",
        "timestamp": event.at.astimezone(UTC).isoformat(),
        "data": {
            "article": article.pk, "external_id": article.external_id, "slug": article.slug, "seq": event.seq,
            "kind": event.kind, "before": event.before, "after": event.after,
            **{name: value for name, value in event.data.items() if name in OPEN},
            "hash": event.hash,
            "links": {"article": addresses.api(article), "page": addresses.page(article)},
        },
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def signed(delivery: Delivery, webhook: Webhook, text: str, now: datetime) -> dict[str, str]:
    """The headers: signed by the secret, and for a while after a rotation by the former one too."""
    name = message_id(delivery)
    signatures = [Signer(opened(seal)).sign(name, now.astimezone(UTC), text) for seal in webhook.seals(now)]
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
