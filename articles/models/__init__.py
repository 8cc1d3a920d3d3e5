"""The tables of articles: what was written, what was found in it, what happened, and what is owed because of it."""

from articles.models.access import ApiKey, FailedProof, Scope, StoredAnswer
from articles.models.article import Article
from articles.models.delivery import Channel, Delivery
from articles.models.edition import Edition
from articles.models.event import Event, EventText
from articles.models.filing import Filing, Heading, SearchWord
from articles.models.finding import Claim, Finding
from articles.models.heartbeat import Heartbeat
from articles.models.intake import IntakePolicy
from articles.models.label import DrugLabel, StoredLabels
from articles.models.policy import Policy, Tier
from articles.models.policy_text import PolicyText
from articles.models.preference import How, OwnLetter, Preference
from articles.models.publication import Publication
from articles.models.question import Became, Kind, Question
from articles.models.revision import Contributor, Entry, Rendition, Revision
from articles.models.search import SearchText
from articles.models.state import State
from articles.models.webhook import Webhook

__all__ = [
    "ApiKey", "Article", "Became", "Channel", "Claim", "Contributor", "Delivery", "DrugLabel", "Edition", "Entry", "Event",
    "EventText", "FailedProof", "Filing", "Finding", "Heading", "Heartbeat", "How", "IntakePolicy", "Kind", "OwnLetter",
    "Policy", "PolicyText", "Preference", "Publication", "Question", "Rendition", "Revision", "Scope", "SearchText",
    "SearchWord", "State", "StoredAnswer", "StoredLabels", "Tier", "Webhook",
]  # fmt: skip
