"""Findings and claims of articles, honest and hostile, on one core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markdown_it import MarkdownIt

from articles.checks import Context, examine
from articles.content import Content, Entry
from articles.markers import bind
from bench.inputs import article, works
from bench.line import Line, milliseconds, rate

ARTICLES = 40
ENTRIES = tuple(Entry(n, f"work{n}", "research", csl) for n, csl in enumerate(works(6), 1))
HOSTILE = {
    "brackets": "[" * 100_000,
    "open markers": "[1," * 33_000,
    "markers": "[1] " * 25_000,
    "digits": "1" * 100_000,
    "doses": "take 400 mg " * 8_300,
    "one long word": "a" * 100_000,
    "dots": "." * 100_000,
    "spaces": " " * 100_000,
    "emphasis": "*_" * 50_000,
    "quotes": ">" * 100_000,
    "table": "|a" * 50_000,
    "abbreviations": "e.g. " * 20_000,
}


def lines() -> Iterator[Line]:
    markdown = MarkdownIt("commonmark").enable("table")
    for dense, goal in ((False, 200), (True, None)):
        texts = [article(seed=seed, dense=dense) for seed in range(ARTICLES)]
        ours = rate(lambda texts=texts: [_examine(text) for text in texts], ARTICLES)
        alone = rate(lambda texts=texts: [markdown.render(text) for text in texts], ARTICLES)
        what = f"findings + claims, 6 KB, 6 references{', 3 x as dense' if dense else ''}"
        yield Line(what, "articles/s", ours, "markdown-it-py rendering", alone, goal)
    for name, text in HOSTILE.items():
        ours = milliseconds(lambda text=text: _examine(text))
        yield Line(f"findings + claims, 100 KB of {name}", "ms", ours, goal=100, at_most=True)


def _examine(text: str) -> None:
    citations = {"clinician": bind(text, [entry.key for entry in ENTRIES])}
    content = Content("How is a strained hip treated?", {"clinician": text}, ENTRIES, citations)
    examine(content, Context(publisher=("The Publisher",), today=date(2026, 1, 1)))
