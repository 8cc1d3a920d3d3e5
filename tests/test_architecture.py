"""Imports run downwards: medreview -> reviews -> articles -> citations. Nothing is imported inside functions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("citations", "articles", "reviews", "medreview")
PURE = ("articles/checks", "articles/claims", "articles/markers", "citations/importing", "citations/formatting")


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> list[str]:
    """The top-level packages that a file imports."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.append(node.module)
    return names


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_run_only_downwards(layer):
    above = LAYERS[LAYERS.index(layer) + 1 :]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(layer)
        for name in imported(path)
        if name.split(".")[0] in above
    ]
    assert wrong == []


def test_the_product_imports_nothing_of_its_tests():
    wrong = [f"{p}" for layer in LAYERS for p in sources(layer) if any(n.split(".")[0] == "tests" for n in imported(p))]
    assert wrong == []


@pytest.mark.parametrize("package", [p for p in PURE if (ROOT / p).exists()])
def test_pure_packages_know_no_django(package):
    wrong = [f"{p}: {n}" for p in sources(package) for n in imported(p) if n.split(".")[0] in ("django", "rest_framework")]
    assert wrong == []


def test_nothing_is_imported_inside_functions():
    wrong = []
    for layer in LAYERS:
        for path in sources(layer):
            for function in ast.walk(ast.parse(path.read_text())):
                if isinstance(function, ast.FunctionDef):
                    wrong += [f"{path}:{n.lineno}" for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert wrong == []


def test_only_doors_move_articles_and_seats():
    """The FSM's own methods are called through `doors.move` alone (a round supersedes its seats itself)."""
    steps = {
        "revise", "withdraw", "reject", "begin_review", "request_changes", "complete", "reopen", "retire", "expire",
    }  # fmt: skip
    wrong = []
    for layer in ("articles", "reviews"):
        for path in sources(layer):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in steps
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id in ("article", "assignment", "seat", "self")
                ):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.func.attr}")
    assert wrong == []


def test_models_and_migrations_agree():
    """Somebody who changes a model without a migration is told which."""
    written = MigrationLoader(None)
    missing = MigrationAutodetector(written.project_state(), ProjectState.from_apps(apps)).changes(written.graph)
    assert {app: [step.describe() for m in found for step in m.operations] for app, found in missing.items() if app in LAYERS} == {}
