"""The same review in Wagtail's workflow: an article of 6 KB with 6 references, approved twice, published.

Wagtail checks nothing of it, signs nothing, and here sends no mail and indexes no words.
`make bench BENCH=wagtail` installs it, into `.wagtail`.
"""

from __future__ import annotations

import http.client
import json
import sys
import urllib.parse
from collections.abc import Iterator
from itertools import count

import psycopg

from bench.cases.cycle import compared, our_side
from bench.line import Line
from bench.load import in_turn
from bench.served import asked, beside, run, served
from bench.stack import ROOT

PYTHON = ROOT / ".wagtail" / "bin" / "python"
_CSRF = "b" * 32


def lines() -> Iterator[Line]:
    if not PYTHON.exists():
        print("Wagtail is not installed: `make bench BENCH=wagtail` does that and compares.", file=sys.stderr)
        return
    with beside("wagtail", "bench.wagtail_site.settings") as (ours, wagtail):
        wagtail["BENCH_PYTHON"] = str(PYTHON)
        run(wagtail, "-m", "django", "migrate", "-v0")
        own, theirs = compared(ours, wagtail, "bench.wagtail_site.measured")
        yield Line("a cycle by Python calls: queries", "", own["queries"], "Wagtail", theirs["queries"])
        yield Line("a cycle by Python calls: CPU", "ms", own["both"], "Wagtail", theirs["both"])
        told = asked(wagtail, "bench.wagtail_site.measured", "people")
        with (
            our_side(ours) as one,
            served(wagtail, "bench.wagtail_site.wsgi:application") as other,
            psycopg.connect(wagtail["DATABASE_URL"], autocommit=True) as db,
        ):
            measured = in_turn(one.cycle, "Wagtail, forms not loaded", Editing(other.port, told, db).cycle)
            yield Line("a cycle over HTTP", "cycles/s", *measured, goal=4, of_ratio=True)


class Editing:
    """Three people at Wagtail's admin, who send forms without looking at them first."""

    def __init__(self, port: int, told: dict, db: psycopg.Connection) -> None:
        self.port, self.told, self.db, self.numbers = port, told, db, count()

    def cycle(self, number: int) -> None:
        author, *reviewers = self.told["sessions"]
        title = f"What helps a strained knee? Part {number}"
        slug = f"part-{number}"
        add = f"/admin/pages/add/wagtail_site/reviewedpage/{self.told['parent']}/"
        self._post(add, author, self._form(title, slug))
        for reviewer in reviewers:
            page, task = self.db.execute(_TASK, [slug]).fetchone()
            self._post(f"/admin/pages/workflow/action/{page}/approve/{task}/", reviewer, {})
        (live,) = self.db.execute("SELECT live FROM wagtailcore_page WHERE slug = %s", [slug]).fetchone()
        assert live, slug

    def _form(self, title: str, slug: str) -> dict:
        works = self.told["works"]
        form = {"title": title, "slug": slug, "text": self.told["text"], "action-submit": "1"}
        for name in ("works", "comments"):
            form |= {f"{name}-INITIAL_FORMS": 0, f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 1000}
        form |= {"works-TOTAL_FORMS": len(works), "comments-TOTAL_FORMS": 0}
        for place, csl in enumerate(works):
            form |= {f"works-{place}-csl": json.dumps(csl), f"works-{place}-ORDER": place + 1, f"works-{place}-id": ""}
        return form

    def _post(self, path: str, session: str, form: dict) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={session}; csrftoken={_CSRF}", "X-CSRFToken": _CSRF,
        }  # fmt: skip
        connection.request("POST", path, urllib.parse.urlencode(form), headers)
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        assert answer.status in (200, 302), (path, answer.status, read[:500])


_TASK = """
    SELECT page.id, state.current_task_state_id FROM wagtailcore_page page
    JOIN wagtailcore_workflowstate state ON state.object_id = page.id::text AND state.status = 'in_progress'
    WHERE page.slug = %s
"""
