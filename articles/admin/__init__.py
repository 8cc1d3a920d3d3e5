"""Articles in Django admin: policies, deliveries, keys, references, questions, webhooks. Reviews register articles."""

from articles.admin.deliveries import DeliveryAdmin
from articles.admin.keys import ApiKeyAdmin
from articles.admin.labels import DrugLabelAdmin
from articles.admin.letters import OwnLetterAdmin
from articles.admin.policies import PolicyAdmin
from articles.admin.questions import QuestionAdmin
from articles.admin.references import ReferenceAdmin
from articles.admin.webhooks import WebhookAdmin

__all__ = [
    "ApiKeyAdmin", "DeliveryAdmin", "DrugLabelAdmin", "OwnLetterAdmin", "PolicyAdmin", "QuestionAdmin",
    "ReferenceAdmin", "WebhookAdmin",
]  # fmt: skip
