"""F12: the disk fills up under PostgreSQL while authors submit."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from articles.history import first_break
from articles.models import Article
from tests.client import body
from tests.faults.callers import UNKEPT, asking, client
from tests.faults.ground import Ground
from tests.faults.outcome import Outcome, sized

pytestmark = [pytest.mark.slow, pytest.mark.alone]

MEGABYTES, SECONDS, WELL = 256, sized(8, 60), sized(60, 10)


@pytest.fixture
def small_disk(tmp_path) -> Path:
    """A file system of its own; only root may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", place]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("***** NO DISK WAS FILLED: only root may mount a small file system here. *****")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def ground(small_disk, tmp_path, django_db_blocker):
    ground = Ground(tmp_path / "cramped", data=small_disk / "postgres")
    with django_db_blocker.unblock(), ground.here():
        ground.migrate()
        yield ground
        ground.close()


def test_a_full_disk_costs_nothing_that_was_acknowledged(ground, small_disk, cast, record):
    ground.run("web")
    author = client(ground.url, cast.author, limits=UNKEPT)
    with asking(lambda: author.post("articles/", json=body())) as answers:
        _until(lambda: any(a.status == 201 for a in answers))
        _fill(small_disk / "ballast")
        time.sleep(SECONDS)
        (small_disk / "ballast").unlink()
        freed = time.monotonic()
        # PostgreSQL gives up for good where it cannot write its log: a service manager starts it again.
        restarted = ground.postgres.process.poll() is not None
        if restarted:
            ground.stop_database()
            ground.start_database()
        well = _until(lambda: any(a.status == 201 and a.at > freed for a in answers)) - freed
    told = {a.body["id"] for a in answers if a.status == 201}
    lost = len(told) - Article.objects.filter(pk__in=told).count()
    refused = sum(a.status == 503 for a in answers)
    done = f"disk full for {SECONDS} s{', PostgreSQL started again' if restarted else ''}"
    record(Outcome("F12", done, f"{refused} x 503, {len(told)} acknowledged", lost, 0, well))
    assert refused
    assert {a.status for a in answers} == {201, 503}
    assert lost == 0
    assert [trouble for article in Article.objects.all() if (trouble := first_break(article))] == []
    assert well < WELL


def _fill(ballast: Path) -> None:
    """To the last byte."""
    with pytest.raises(OSError, match="No space"), ballast.open("wb", buffering=0) as out:
        while True:
            out.write(b"\0" * 65536)


def _until(holds) -> float:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "nobody was served"
        time.sleep(0.05)
    return time.monotonic()
