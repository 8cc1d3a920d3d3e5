"""What the templates of the readers' pages ask for."""

from __future__ import annotations

from pathlib import Path

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from articles.pages.wording import day, specialty_name
from articles.rendering import data_block

register = template.Library()
register.filter("specialty", specialty_name)
register.filter("day", day)


@register.simple_tag
def publisher() -> str:
    return settings.PUBLISHER


@register.simple_tag
def theme_sheet() -> str:
    """The publisher's own sheet, read after ours; empty where there is none."""
    return "theme.css" if settings.THEME and (Path(settings.THEME) / "static/theme.css").exists() else ""


@register.simple_tag
def for_machines(data: dict) -> SafeString:
    return data_block(data)
