"""Reviews in Django admin: the editor's page of an article, the board, and what readers ask."""

from reviews.admin.articles import ArticleAdmin
from reviews.admin.board import BoardMemberAdmin
from reviews.admin.questions import QuestionAdmin

__all__ = ["ArticleAdmin", "BoardMemberAdmin", "QuestionAdmin"]
