"""What `mkdocs build` writes besides: the page of the API, out of openapi.yaml."""

from __future__ import annotations

from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

_VERBS = ("get", "post", "put", "patch", "delete")
_HEAD = """# API
Every operation, from [openapi.yaml](openapi.yaml), served by an installation at `/api/schema/`; try it out at `/api/docs/`.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the page; the document itself is copied as it is."""
    document = yaml.load((Path(config.docs_dir) / "openapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    files.append(File.generated(config, "api.md", content=_page(document["paths"])))
    return files


def _page(paths: dict) -> str:
    lines, section = [_HEAD], ""
    for path, operations in sorted(paths.items()):
        subject = path.removeprefix("/api/v1/").split("/")[0]
        if subject != section:
            section = subject
            lines += [f"\n## {section.replace('-', ' ')}", "| method | address | what it does |", "|---|---|---|"]
        lines += [_row(verb, path, operations[verb]) for verb in _VERBS if verb in operations]
    return "\n".join(lines) + "\n"


def _row(verb: str, path: str, operation: dict) -> str:
    said = operation.get("summary") or operation.get("description", "").split("\n\n")[0]
    return f"| {verb.upper()} | `{path}` | {' '.join(said.split()).replace('|', chr(92) + '|')} |"
