"""The doors of reviews: invite, accept, decline, sign, and the editor's decisions on a round.

Made like the doors of articles. The article's row is locked first, then its round and seats.
"""

from reviews.workflow.decisions import approve, doubt, may_doubt, overrule, reopen, reopen_on, request_changes
from reviews.workflow.presence import set_presence
from reviews.workflow.seats import accept, decline, expire, invite
from reviews.workflow.signing import Signing, confirm, lapse, sign
from reviews.workflow.writing import comment, rescue_draft, save_draft

__all__ = [
    "Signing", "accept", "approve", "comment", "confirm", "decline", "doubt", "expire", "invite", "lapse", "may_doubt",
    "overrule", "reopen", "reopen_on", "request_changes", "rescue_draft", "save_draft", "set_presence", "sign",
]  # fmt: skip
