"""`import_notices` by a real process that is killed on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from bench.inputs import notices
from citations.models import Notice
from tests import acts
from tests.live import eventually
from tests.stack import ROOT

ROWS = 6_000
GARBAGE = {
    "prose": b"hello\nworld\n",
    "bytes": bytes(range(256)) * 20,
    "nothing": b"",
    "another CSV": b"a,b,c\n1,2,3\n",
    "the CSV without a column": b"Record ID,RetractionNature\n1,Retraction\n",
    "a reference list": b"TY  - JOUR\nTI  - Rest\nER  - \n",
    "broken JSON": b'{"indexed": ',
    "broken XML": b"<PubmedArticleSet><Pubmed",
    "a page": b"<html><body>Not found</body></html>",
}
COMMAND = [sys.executable, "manage.py", "import_notices"]
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "medreview.settings"}


@pytest.mark.parametrize("sort", GARBAGE)
def test_a_file_without_notices_is_refused_with_its_name_a_line_and_what_was_expected(db, tmp_path, sort):
    file = tmp_path / "news.csv"
    file.write_bytes(GARBAGE[sort])
    with pytest.raises(CommandError) as refused:
        call_command("import_notices", str(file))
    told = str(refused.value)
    assert str(file) in told
    assert "line 1" in told
    assert "Retraction Watch CSV, Crossref JSON or PubMed XML" in told
    assert not Notice.objects.exists()


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
