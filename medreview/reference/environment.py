"""The variables that settings.py reads, with their defaults and the words that stand above them there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SETTINGS = Path(__file__).resolve().parent.parent / "settings.py"
_KINDS = {
    "env": "text", "bool": "on or off", "int": "whole number", "float": "number", "list": "names, by commas",
    "db_url": "address of a database", "email_url": "address of a mail server",
}  # fmt: skip
_SECTION = re.compile(r"# --- (.+?) -*$")
_HEAD = """# Environment
Written from `medreview/settings.py` by `manage.py write_reference`; a test compares. Every variable may stand in a
file instead, whose name is then in the variable with `_FILE` behind its own (`SECRET_KEY_FILE=/run/secrets/secret_key`).
"""
_TAIL = """
## Of the processes around it
| variable | kind | default | meaning |
|---|---|---|---|
| `PORT` | whole number | `8000` | Where `make run` listens. |
| `BIND` | text | `127.0.0.1:8000` | Where gunicorn listens with `deploy/gunicorn.conf.py`, unless systemd hands it a socket. |
| `WEB_CONCURRENCY` | whole number | `1` | How many web processes gunicorn starts. |
| `WEB_THREADS` | whole number | `4` | How many requests each of them answers at a time. |
| `FORWARDED_ALLOW_IPS` | names, by commas | `127.0.0.1` | Proxies whom gunicorn believes that a request came by https. |
"""


@dataclass(frozen=True)
class Variable:
    section: str
    name: str
    kind: str
    default: str
    meaning: str

    def row(self) -> str:
        return f"| `{self.name}` | {self.kind} | {self.default} | {self.meaning} |"


def document() -> str:
    """The whole page, in Markdown."""
    lines, section = [_HEAD], ""
    for variable in variables():
        if variable.section != section:
            section = variable.section
            lines += [f"\n## {section}", "| variable | kind | default | meaning |", "|---|---|---|---|"]
        lines.append(variable.row())
    return "\n".join(lines) + "\n" + _TAIL


def variables() -> list[Variable]:
    """Each once, in the order of the settings."""
    source = SETTINGS.read_text(encoding="utf-8")
    lines = source.splitlines()
    found: dict[str, Variable] = {}
    for statement in ast.parse(source).body:
        for call in _reads(statement):
            name = call.args[0].value
            known = Variable(_section(lines, call.lineno), name, _kind(call), _default(call), _meaning(lines, call, statement))
            if name not in found or (known.meaning and not found[name].meaning):
                found[name] = known
    return list(found.values())


def _reads(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls of `env` and its methods that name a variable."""
    for node in ast.walk(statement):
        is_read = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env"
        if is_read and isinstance(node.args[0], ast.Constant):
            yield node


def _kind(call: ast.Call) -> str:
    return _KINDS[ast.unparse(call.func).removeprefix("env.")]


def _default(call: ast.Call) -> str:
    given = next((word.value for word in call.keywords if word.arg == "default"), None)
    if given is None:
        return "none"
    said = ast.unparse(given).strip("'") if isinstance(given, ast.Constant) else ast.unparse(given)
    said = {"True": "on", "False": "off", "[]": ""}.get(said, said)
    return f"`{said}`" if said else "empty"


def _section(lines: list[str], at: int) -> str:
    titles = (_SECTION.match(line) for line in reversed(lines[:at]))
    return next(title[1].split(":")[0] for title in titles if title)


def _meaning(lines: list[str], call: ast.Call, statement: ast.stmt) -> str:
    """The `#:` lines above the call's own line, or above its statement."""
    return _above(lines, call.lineno) or _above(lines, statement.lineno)


def _above(lines: list[str], at: int) -> str:
    said: list[str] = []
    for line in reversed(lines[: at - 1]):
        if not line.strip().startswith("#:"):
            break
        said.insert(0, line.strip().removeprefix("#:").strip())
    return " ".join(said).replace("|", "\\|")
