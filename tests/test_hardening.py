"""Production refuses to start badly set, passes Django's own checks, and the code keeps a few rules that no linter knows."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import pytest

from tests.test_architecture import LAYERS, ROOT, sources

KEY = "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
PRODUCTION = {"BASE_URL": "https://articles.example.org", "SECRET_KEY": KEY, "DEBUG": "off"}


#: Carries its one sheet, so that a saved pack stays readable; its own policy admits that sheet by digest.
SELF_CONTAINED = "reviews/templates/reviews/pack.html"


def manage(*command: str, without: tuple = (), **environment: str) -> subprocess.CompletedProcess:
    # What the browser's tests set for themselves is no installation's.
    kept = {name: value for name, value in os.environ.items() if name not in (*without, "DJANGO_ALLOW_ASYNC_UNSAFE")}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=False
    )


def test_production_settings_pass_every_check_of_djangos():
    done = manage("check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("key", ["", "short", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz"])
def test_it_does_not_start_with_a_missing_or_default_secret(key):
    done = manage("check", **PRODUCTION | {"SECRET_KEY": key})
    assert done.returncode
    assert "SECRET_KEY must be 32 random characters or more" in done.stderr


def test_a_secret_may_stand_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(KEY)
    show = "from django.conf import settings; print(settings.SECRET_KEY)"
    done = manage("shell", "-v0", "-c", show, without=("SECRET_KEY",), SECRET_KEY_FILE=str(file))
    assert done.stdout.strip() == KEY


def test_a_second_factor_is_required_unless_somebody_switches_it_off():
    show = "from django.conf import settings; print(settings.SECOND_FACTOR_REQUIRED)"
    assert manage("shell", "-v0", "-c", show, without=("SECOND_FACTOR_REQUIRED",)).stdout.strip() == "True"


def product():
    for layer in LAYERS:
        for path in sources(layer):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def broken(path, node) -> bool:
    """A state moved outside the machine, or text declared safe by hand."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets)
    if isinstance(node, ast.Name | ast.Attribute):
        return (node.id if isinstance(node, ast.Name) else node.attr) == "mark_safe"
    update = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
    return update and any(word.arg == "state" for word in node.keywords)


@pytest.mark.parametrize("code", ["article.state = 'approved'", "rows.update(state='approved')", "mark_safe(words)"])
def test_the_rules_see_what_breaks_them(code):
    assert any(broken(None, node) for node in ast.walk(ast.parse(code)))


def test_no_state_is_assigned_outside_the_machine_and_no_text_is_declared_safe_by_hand():
    wrong = [f"{path.relative_to(ROOT)}:{node.lineno}" for path, tree in product() for node in ast.walk(tree) if broken(path, node)]
    assert wrong == []


def test_no_template_holds_a_script_or_a_style_of_its_own():
    inline = re.compile(r"<script(?![^>]*\b(src|type=\"application/))|<style|\sstyle=\"|\son(click|load|submit|change)=", re.I)
    pages = [page for layer in LAYERS for page in (ROOT / layer).rglob("templates/**/*.html") if "mail" not in page.parts]
    wrong = {f"{page.relative_to(ROOT)}" for page in pages if inline.search(page.read_text())}
    assert wrong == {SELF_CONTAINED}
