"""A publisher's own look: a folder whose sheet, files and templates are found before ours."""

from __future__ import annotations

from tests.test_hardening import manage

SHOW = """
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
print(render_to_string("404.html"), render_to_string("410.html"), finders.find("articles/mark.svg"), finders.find("articles/site.css"))
"""


def test_a_theme_is_found_before_ours_and_the_rest_stays(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "static/articles").mkdir(parents=True)
    (tmp_path / "templates/404.html").write_text("Nothing here, says the publisher.")
    (tmp_path / "static/theme.css").write_text(":root { --accent: #7a1f3d; }")
    (tmp_path / "static/articles/mark.svg").write_text("<svg/>")
    done = manage("shell", "-v0", "-c", SHOW, THEME=str(tmp_path))
    assert done.stdout.startswith("Nothing here, says the publisher."), done.stderr
    assert done.stdout.index("articles/site.css") < done.stdout.index('href="/static/theme.css"')
    assert str(tmp_path / "static/articles/mark.svg") in done.stdout
    assert "articles/static/articles/site.css" in done.stdout


def test_without_a_theme_no_page_asks_for_its_sheet(client, db):
    assert "theme.css" not in client.get("/").content.decode()
