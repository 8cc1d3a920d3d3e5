"""Where an article is to be found, in full, for mails and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse

if TYPE_CHECKING:
    from articles.models import Article

#: Signs what an invitation's link stands for: the number of one assignment.
INVITATIONS = Signer(salt="invitation")


def absolute(path: str) -> str:
    return settings.BASE_URL + path


def page(article: Article) -> str:
    return absolute(reverse("article-page", args=[article.slug]))


def version(article: Article, number: int) -> str:
    return absolute(reverse("article-version", args=[article.slug, number]))


def api(article: Article) -> str:
    return absolute(reverse("article-detail", args=[article.pk]))


def admin_page(article: Article) -> str:
    return absolute(reverse("admin:articles_article_change", args=[article.pk]))


def question(question_id: int) -> str:
    """Where an editor answers what a reader wrote, or makes something of it."""
    return absolute(reverse("admin:articles_question_answer", args=[question_id]))


def board_member(member_id: int) -> str:
    """A board member's page in admin, by its address's name."""
    return absolute(reverse("admin:reviews_boardmember_change", args=[member_id]))


def invitation(assignment_id: int) -> str:
    """The link that answers an invitation without an account: for the mail to its holder only, never for a log."""
    return absolute(reverse("invitation", args=[INVITATIONS.sign(str(assignment_id))]))


def desk(assignment_id: int) -> str:
    """The review desk of one assignment, by its address's name: the leaf below knows nothing of reviews.

    Through the log-in, which whoever is logged in does not see: the desk itself is not found by a stranger.
    """
    return absolute(f"{reverse('admin:login')}?next={reverse('desk', args=[assignment_id])}")


def hook(webhook_id: int) -> str:
    """A webhook in the API."""
    return absolute(reverse("webhook-detail", args=[webhook_id]))


def inbox() -> str:
    """A person's own messages in admin."""
    return absolute(reverse("admin:inbox"))
