"""`import_notices` by a real process that is killed on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from bench.inputs import notices
from citations.models import Notice
from tests import acts
from tests.live import eventually
from tests.stack import ROOT

ROWS = 6_000
COMMAND = [sys.executable, "manage.py", "import_notices"]
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "medreview.settings"}


@pytest.mark.usefixtures("committed")
def test_an_import_that_is_killed_is_run_again_and_doubles_nothing(cast, tmp_path):
    article = acts.approved(cast)
    rows = list(notices(ROWS, known=1, share=0))
    rows[-1] = rows[-1].replace(f"10.5999/elsewhere.{ROWS}", "10.5555/hip.1")
    (tmp_path / "file.csv").write_text("".join(rows))
    command, environment = [*COMMAND, str(tmp_path / "file.csv")], os.environ | ENVIRONMENT
    first = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    eventually(Notice.objects.exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    kept = Notice.objects.count()
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert f"{ROWS} notices read, {ROWS - kept} new" in again.stdout
    assert "1 articles took news" in again.stdout
    assert Notice.objects.count() == ROWS
    assert article.events.filter(kind="notice_taken").count() == 1
