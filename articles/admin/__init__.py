"""Articles in Django admin: policies, deliveries, keys, references, questions. Reviews register articles."""

from articles.admin.deliveries import DeliveryAdmin
from articles.admin.keys import ApiKeyAdmin
from articles.admin.labels import DrugLabelAdmin
from articles.admin.policies import PolicyAdmin
from articles.admin.questions import QuestionAdmin
from articles.admin.references import ReferenceAdmin

__all__ = ["ApiKeyAdmin", "DeliveryAdmin", "DrugLabelAdmin", "PolicyAdmin", "QuestionAdmin", "ReferenceAdmin"]
