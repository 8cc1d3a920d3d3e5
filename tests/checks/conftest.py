"""The shared corpus and the example page, where they lie beside the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the shared material is not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def corpus(shared) -> list[dict]:
    """The corpus's cases, each with the text of its file."""
    index = shared / "corpus" / "expected.json"
    if not index.exists():
        pytest.skip(f"the corpus is not at {index}")
    cases = json.loads(index.read_text(encoding="utf-8"))["cases"]
    wanted = [case for case in cases if case["outcome"] == "markers" or case["file"].startswith("medqa/")]
    return [case | {"text": _text(shared / "corpus" / case["file"])} for case in wanted]


def _text(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
