"""Names of the code as words for people."""

from django import template

register = template.Library()


@register.filter
def words(name: str) -> str:
    """`changes_requested` as "changes requested"."""
    return str(name).replace("_", " ")
