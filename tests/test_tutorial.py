"""docs/tutorial.md, run as it is written, beside a `make run` of its own."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.stack import ROOT
from tests.test_run import NOT_A_PERSONS, Launch

DOCUMENT = (ROOT / "docs/tutorial.md").read_text()


@pytest.mark.slow
def test_the_tutorial_brings_an_article_to_approved(tmp_path):
    launch = Launch(tmp_path / "home").until_ready()
    try:
        passwords = dict(re.findall(r"^login dr\.(\w+) (\S+)$", "\n".join(launch.said), re.MULTILINE))
        kept = {name: value for name, value in os.environ.items() if name not in NOT_A_PERSONS}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(re.findall(r"^```bash\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL))],
            cwd=_beside(ROOT, tmp_path), capture_output=True, text=True, timeout=300, check=False,
            env=kept | {"MEDREVIEW_HOME": str(tmp_path / "home"), "BASE": f"http://127.0.0.1:{launch.port}"}
            | {f"PASSWORD_{name}": passwords[name] for name in ("rivera", "chen")},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert "error dose-uncited" in done.stdout
        assert re.search(r"^approved 20\d\d-.*\nApproved\n", done.stdout, re.MULTILINE), done.stdout
    finally:
        launch.end()


def _beside(code: Path, folder: Path) -> Path:
    """A folder that looks like that of the code, in which what the reader is told to write stays out of the code."""
    place = folder / "code"
    place.mkdir()
    for name in (".venv", "manage.py"):
        (place / name).symlink_to(code / name)
    return place
