"""Where the corpus of real reference lists is, if this checkout has one beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not (CORPUS / "expected.json").exists():
        pytest.skip("the corpus of real reference lists is not beside this checkout")
    return CORPUS


@pytest.fixture(scope="session")
def cases(corpus: Path) -> list[dict]:
    return json.loads((corpus / "expected.json").read_text("utf-8"))["cases"]
