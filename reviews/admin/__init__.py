"""Reviews in Django admin: the editor's page of an article, and the board."""

from reviews.admin.articles import ArticleAdmin
from reviews.admin.board import BoardMemberAdmin

__all__ = ["ArticleAdmin", "BoardMemberAdmin"]
