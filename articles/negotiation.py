"""In which form an answer is sent."""

from __future__ import annotations

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from articles.errors import BadInput


class Negotiation(DefaultContentNegotiation):
    """The framework's, but for a `format` that there is not: that is a bad parameter, and no missing thing."""

    def filter_renderers(self, renderers: list[BaseRenderer], format: str) -> list[BaseRenderer]:
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            raise BadInput(f"The parameter `format` is one of {', '.join(renderer.format for renderer in renderers)}.")
        return found
