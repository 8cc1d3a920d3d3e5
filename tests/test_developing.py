"""The tools that read the code: they pass on it, and say so when they could not look."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.stack import ROOT

BIN = Path(sys.executable).parent
#: The command behind a target of make, as make would run it.
RECIPES = dict(re.findall(r"^(\w+):.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE))


def line(target: str, tool: str) -> list[str]:
    """The line of that target that runs the tool."""
    (found,) = [words for words in RECIPES[target].splitlines() if f"/{tool} " in words]
    return found.partition(f".venv/bin/{tool} ")[2].split()


def run(tool: str, *words: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [BIN / tool, *words], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_bandit_finds_nothing():
    status, said = run("bandit", *line("audit", "bandit"))
    assert status == 0, said


@pytest.mark.slow
def test_bandit_would_find_something(tmp_path):
    (tmp_path / "danger.py").write_text("eval(input())\n")
    assert run("bandit", "-q", "-c", "pyproject.toml", str(tmp_path / "danger.py"))[0] == 1


@pytest.mark.slow
def test_an_audit_that_could_not_ask_fails():
    """A registry that does not answer must not read as packages without advisories."""
    nowhere = "http://127.0.0.1:1"
    status, said = run("pip-audit", *line("audit", "pip-audit"), HTTPS_PROXY=nowhere, HTTP_PROXY=nowhere, ALL_PROXY=nowhere)
    assert status != 0
    assert "Unable to connect to proxy" in said
    assert "--strict" in line("audit", "pip-audit")


@pytest.mark.slow
def test_the_types_of_the_doors_and_the_rules_fit():
    status, said = run("mypy", *line("types", "mypy"))
    assert status == 0, said


@pytest.mark.slow
def test_a_wrong_type_would_be_found(tmp_path):
    (tmp_path / "wrong.py").write_text("from articles.models import Article\nword: str = Article.objects.get().errors\n")
    status, said = run("mypy", str(tmp_path / "wrong.py"), MYPYPATH=str(ROOT))
    assert (status, "Incompatible types in assignment" in said) == (1, True), said


def test_hooks_before_a_commit_run_what_is_installed_here():
    """Local ones alone, so that committing fetches nothing."""
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert {repository["repo"] for repository in repositories} == {"local"}
    for hook in repositories[0]["hooks"]:
        assert hook["language"] == "system"
        program, *words = hook["entry"].split()
        there = words[0] in RECIPES if program == "make" else (BIN / program.removeprefix(".venv/bin/")).exists()
        assert there, hook["entry"]
