"""docs/quickstart.md, run as it is written, against the product as a process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from articles.models import ApiKey, Article
from tests.live import Letters, Product

DOCUMENT = (Path(__file__).resolve().parent.parent / "docs/quickstart.md").read_text()


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL))


@pytest.fixture
def product():
    letters = Letters()
    letters.start()
    found = Product(letters)
    yield found
    found.stop()
    letters.stop()


def test_the_quick_start_does_what_it_says(committed, cast, product, tmp_path):
    product.web()
    _, key = ApiKey.objects.create(user=cast.author)
    environment = os.environ | {"KEY": key, "BASE": product.url}
    for command in (["bash", "-euo", "pipefail", "-c", blocks("bash")], [sys.executable, "-c", blocks("python")]):
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "/renditions" in done.stdout
    assert Article.objects.get(external_id="quickstart-1").current.number == 2
    assert Article.objects.count() == 2
