"""The documents as a site: every page and link is there, and nothing comes from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

from tests.stack import ROOT

_LOADED = re.compile(r"<(?:script|img|iframe)[^>]*\ssrc=[\"']?(?:https?:)?//|<link[^>]*rel=[\"']?(?:stylesheet|preconnect)[^>]*//", re.I)


def built(folder) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_site_builds_strictly_and_loads_nothing_from_elsewhere(tmp_path):
    done = built(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {page.relative_to(tmp_path).as_posix(): page.read_text() for page in tmp_path.rglob("*.html")}
    assert "tutorial/index.html" in pages
    assert "/api/v1/articles/{id}/approve/" in pages["api/index.html"]
    assert [name for name, page in pages.items() if _LOADED.search(page)] == []


def test_the_site_names_every_document():
    named = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text()))
    there = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    assert named == there | {"api.md"}


def test_the_readme_is_short_and_points_to_the_documents():
    readme = (ROOT / "README.md").read_text()
    assert len(readme.splitlines()) < 100
    for link in re.findall(r"\]\(((?:docs/)?[\w./-]+)\)", readme):
        assert (ROOT / link).exists(), link


def test_every_operation_of_the_api_has_a_line():
    """In the page that the site is given."""
    document = yaml.load((ROOT / "docs/openapi.yaml").read_text(), yaml.CSafeLoader)
    operations = sum(verb in ("get", "post", "put", "patch", "delete") for path in document["paths"].values() for verb in path)
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        hooks = __import__("hooks")
    finally:
        sys.path.pop(0)
    assert len(re.findall(r"^\| [A-Z]+ \| `/api/", hooks._page(document["paths"]), re.MULTILINE)) == operations
