"""What stands in files: the anchors of the histories, and what pages load."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from medreview.doctor.problem import Problem


def look() -> Iterator[Problem]:
    yield from _anchors(Path(settings.HISTORY_ANCHORS))
    yield from _static(Path(settings.STATIC_ROOT))


def _anchors(folder: Path) -> Iterator[Problem]:
    """They prove nothing where the database's machine can rewrite them: inside its own files, least of all."""
    within = next((place for place in (folder.absolute(), *folder.absolute().parents) if (place / "PG_VERSION").exists()), None)
    if within:
        mend = "Set HISTORY_ANCHORS to a folder on another machine or disk, best one that can only be appended to."
        yield Problem(f"The anchors of the histories stand inside the database's own files ({within}).", mend)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        mend = f"Make {folder} writable for the user that workers run as, or set HISTORY_ANCHORS to a folder that is."
        yield Problem(f"The anchors of the histories cannot be written: {error.strerror} ({folder}).", mend)


def _static(root: Path) -> Iterator[Problem]:
    """Compared by size: who deploys a new version and forgets to collect serves the pages of before."""
    stale = missing = 0
    for finder in get_finders():
        for name, storage in finder.list([]):
            collected = root / name
            if not collected.exists():
                missing += 1
            elif collected.stat().st_size != storage.size(name):
                stale += 1
    if missing or stale:
        counted = f"{missing} missing, {stale} of another version"
        yield Problem(f"Static files are not collected in {root}: {counted}.", "Run `manage.py collectstatic --noinput`.")
