"""The shared corpus: real articles with their markers, and pages that have none."""

from __future__ import annotations

import re

from articles.checks import Context, examine
from articles.content import Content, Entry
from articles.markers import bind, prose
from articles.markers.bare import suspects


def listed(case: dict) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            known["n"],
            f"k{known['n']}",
            "research",
            {"type": "article-journal", "title": known["title"] or ""},
        )
        for known in case["references"]
    )


def content(case: dict) -> Content:
    entries = listed(case)
    citations = bind(case["text"], [known.key for known in entries])
    return Content("", {"clinician": case["text"]}, entries, {"clinician": citations})


def bracketed(corpus: list[dict]) -> list[dict]:
    return [case for case in corpus if case["format"] == "article-text-bracket"]


def bare(corpus: list[dict]) -> list[dict]:
    return [case for case in corpus if case["format"] == "article-text-bare"]


def test_bracketed_markers_are_read_exactly(corpus):
    for case in bracketed(corpus):
        got = [
            (found.start, found.end - found.start, sorted(int(key[1:]) for key in found.keys))
            for found in bind(case["text"], [known.key for known in listed(case)])
        ]
        want = [(marker["offset"], marker["length"], sorted(marker["numbers"])) for marker in case["markers"]]
        assert got == want, case["id"]


def test_dangling_and_unused_are_told_exactly(corpus):
    for case in bracketed(corpus):
        findings = examine(content(case), Context()).findings
        unused = sorted(int(found.reference[1:]) for found in findings if found.code == "citation-unused")
        assert unused == case["uncited"], case["id"]
        assert [found for found in findings if found.code == "citation-dangling"] == case["dangling"], case[
            "id"
        ]


def test_bracketed_articles_give_no_suspicion_and_no_shift(corpus):
    for case in bracketed(corpus):
        codes = {found.code for found in examine(content(case), Context()).findings}
        assert not codes & {"citation-suspected", "citation-shifted"}, case["id"]


def test_a_reference_lost_from_the_middle_is_noticed_by_subject(corpus):
    noticed = 0
    for case in bracketed(corpus):
        kept = [known for known in listed(case) if known.number != max(2, case["n_refs"] // 3)]
        moved = tuple(Entry(number, known.key, known.kind, known.csl) for number, known in enumerate(kept, 1))
        citations = bind(case["text"], [known.key for known in moved])
        page = Content("", {"clinician": case["text"]}, moved, {"clinician": citations})
        noticed += any(found.code == "citation-shifted" and found.start for found in examine(page, Context()).findings)
    print(f"\nlost references noticed by subject: {noticed} of {len(bracketed(corpus))} articles")
    assert noticed >= 0.7 * len(bracketed(corpus))


def test_bare_markers_are_suspected_with_precision_and_recall(corpus):
    right = proposed = wanted = 0
    for case in bare(corpus):
        got = {found.start for found in suspects(case["text"], prose(case["text"]), case["n_refs"])}
        want = {marker["offset"] for marker in case["markers"]}
        right, proposed, wanted = right + len(got & want), proposed + len(got), wanted + len(want)
    print(f"\nbare markers: precision {right / proposed:.3f}, recall {right / wanted:.3f} of {wanted}")
    assert right >= 0.9 * proposed
    assert right >= 0.6 * wanted


def test_pages_without_citations_give_no_citation_finding(corpus):
    for case in corpus:
        if case["file"].startswith("medqa/"):
            answers = re.findall(r"<Answer>(.*?)</Answer>", case["text"], re.DOTALL) or [case["text"]]
            for text in (*answers, case["text"]):
                page = Content("", {"patient": text}, (), {"patient": bind(text, ())})
                codes = {found.code for found in examine(page, Context()).findings}
                assert not [code for code in codes if code.startswith("citation-")], case["id"]
