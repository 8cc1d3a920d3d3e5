"""Page ranges: NLM shortens the last page as far as it can, AMA writes it out."""

from __future__ import annotations

import re
from collections.abc import Callable

_DASH = re.compile(r"\s*(?:-{1,3}|[\u2010-\u2015])\s*")
_RANGE = re.compile(r"(?P<head>[A-Za-z]{0,4})(?P<first>\d{1,10})-(?P<prefix>[A-Za-z]{0,4})(?P<last>\d{1,10})")


def shortened(page: str) -> str:
    """`249-259` as 249-59 and `S10-S15` as S10-5 (Citing Medicine, chapter 1, "Location (Pagination)")."""
    return _each(page, _shorten)


def written_out(page: str) -> str:
    """`249-59` as 249-259 (AMA Manual of Style, 11th edition, 3.11.9)."""
    return _each(page, _write_out)


def _each(page: str, change: Callable[[str], str]) -> str:
    page = _DASH.sub("-", page.strip())
    if "," not in page:
        return change(page)
    return ", ".join(change(part.strip()) for part in page.split(","))


def _shorten(page: str) -> str:
    found = _RANGE.fullmatch(page)
    if not found or found["prefix"] not in ("", found["head"]):
        return page
    first, last = found["first"], found["last"]
    if len(first) != len(last) or first == last:
        return f"{found['head']}{first}-{last}" if first != last else page
    same = next(place for place in range(len(first)) if first[place] != last[place])
    return f"{found['head']}{first}-{last[same:]}"


def _write_out(page: str) -> str:
    found = _RANGE.fullmatch(page)
    if not found or found["prefix"] not in ("", found["head"]):
        return page
    first, last = found["first"], found["last"]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{found['head']}{first}-{found['head']}{last}"
