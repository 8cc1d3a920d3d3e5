"""Articles in Django admin: policies, deliveries, keys, references, webhooks. Reviews register articles and questions."""

from articles.admin.deliveries import DeliveryAdmin
from articles.admin.keys import ApiKeyAdmin
from articles.admin.labels import DrugLabelAdmin
from articles.admin.letters import OwnLetterAdmin
from articles.admin.policies import PolicyAdmin
from articles.admin.references import ReferenceAdmin
from articles.admin.webhooks import WebhookAdmin

__all__ = [
    "ApiKeyAdmin", "DeliveryAdmin", "DrugLabelAdmin", "OwnLetterAdmin", "PolicyAdmin", "ReferenceAdmin",
    "WebhookAdmin",
]  # fmt: skip
