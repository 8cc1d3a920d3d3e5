"""How often somebody without an account may write to us."""

from __future__ import annotations

from rest_framework.throttling import SimpleRateThrottle


class QuestionThrottle(SimpleRateThrottle):
    """Per network address, page and API together: of what can be kept. Two at once may count as one: a brake, no wall."""

    scope = "questions"
    rate = "6/hour"

    def get_cache_key(self, request, view=None) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class StatementThrottle(QuestionThrottle):
    """Checking a statement costs us a signature's arithmetic, and nobody checks a hundred in an hour by hand."""

    scope = "statements"
    rate = "100/hour"
