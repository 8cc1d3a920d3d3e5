"""Who may take a step and what must hold for it: each condition's docstring is what the person reads when it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles import roles
from articles.models.state import State

if TYPE_CHECKING:
    from articles.models import Article


def may_write(article: Article, user) -> bool:
    """The author: the account that submitted. Other contributors speak through it."""
    return user is not None and user.pk == article.author_id


def may_edit(article: Article, user) -> bool:
    return roles.edits(user, article)


def may_settle(article: Article, user) -> bool:
    """Whoever signed in the round does not settle it as well."""
    if not may_edit(article, user):
        return False
    opened = article.open_round
    return opened is None or all(seat.board_member.user_id != user.pk for seat in opened.signed)


def may_write_or_edit(article: Article, user) -> bool:
    return may_write(article, user) or may_edit(article, user)


def has_warnings(article: Article) -> bool:
    """Only a suspected citation, which is a warning, can be confirmed."""
    return article.warnings > 0


def no_open_errors(article: Article) -> bool:
    """Error findings must be mended, or waived with a reason, before the board is asked."""
    return article.errors == 0


def has_update(article: Article) -> bool:
    """There must be something that was never approved to drop."""
    return article.published_id is None or article.current_id != article.published_id


def is_published(article: Article) -> bool:
    """Only what was published can be retired; what never was is rejected or withdrawn."""
    return article.published_id is not None


def is_taken_on(article: Article) -> bool:
    """Only what an editor is on can be handed back."""
    return article.editor_id is not None


def decision_due(article: Article) -> bool:
    """The board must have disagreed, and no invited or accepted seat may still be waiting."""
    return article.open_round is not None and article.open_round.tally().decision_due


def can_override(article: Article) -> bool:
    """An override needs at least one eligible approval of this text in this round, and no seat still waiting."""
    return article.open_round is not None and article.open_round.tally().overridable


def answers_doubt(article: Article) -> bool:
    """What is published is in question: a short round, which reads the changes only, does not answer that."""
    return not article.questioned or article.open_round is None or not article.open_round.is_short


def quorum_complete(article: Article) -> bool:
    """Every seat signed an approval of this text, nobody signed against it, and every high-risk claim was supported."""
    opened = article.open_round
    return opened is not None and opened.tally().complete and not opened.unjudged


def state_after_drop(article: Article) -> str:
    """Dropping an update of a published article leaves it where it was: approved, or in the re-review that waits."""
    if article.published_id is None:
        return ""
    return State.UNDER_REVIEW if article.questioned else State.APPROVED


def after_withdrawal(article: Article, **_: object) -> str:
    return state_after_drop(article) or State.WITHDRAWN


def after_rejection(article: Article, **_: object) -> str:
    return state_after_drop(article) or State.REJECTED


DROPPED = [State.APPROVED, State.UNDER_REVIEW]
