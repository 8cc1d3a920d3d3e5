"""The codes of findings, out of the rules that find them."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType

from articles.checks import RULES, SEVERITIES
from articles.checks.reported import reported

_HEAD = """# Findings
Written from the rules in `articles/checks/` by `manage.py write_reference`; a test compares. An error keeps an article out
of review until it is mended, or waived by an editor with a reason. The last is no rule's: an editor makes it of what a
reader reports.

| code | severity | when | why it matters |
|---|---|---|---|
"""


def document() -> str:
    """The whole page, in Markdown."""
    return _HEAD + "".join(f"{_row(rule)}\n" for rule in (*RULES, reported))


def _row(rule: Callable) -> str:
    module = inspect.getmodule(rule)
    names, _, when = module.__doc__.splitlines()[0].partition(": ")
    why = " ".join(inspect.getdoc(rule).split("\n\n")[0].split())
    own = rule.__name__.replace("_", "-")
    codes = list(_codes(names))
    told = " ".join(f"`{code}`" for code in ([own] if own in codes else codes))
    return f"| {told} | {', '.join(severities(module, own) or severities(module))} | {when} | {why} |"


def _codes(names: str) -> Iterator[str]:
    """As a docstring names them: `reference-retracted, -concern` stands for two with the same beginning."""
    stem = ""
    for code in re.findall(r"-?[a-z]+(?:-[a-z]+)*", names.replace(" and ", ", ").replace(", by subject", "")):
        stem = stem if code.startswith("-") else code.rpartition("-")[0]
        yield stem + code if code.startswith("-") else code


def severities(module: ModuleType, code: str = "") -> list[str]:
    """Those that the module names, gravest first; of one code, where it stands beside its severity."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
    if code:
        nodes = [
            node.args[1]
            for node in nodes
            if isinstance(node, ast.Call) and len(node.args) > 1 and getattr(node.args[0], "value", None) == code
        ]
    named = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return [severity for severity in SEVERITIES if severity in named]
