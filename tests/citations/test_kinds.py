"""The kind that a record suggests."""

from __future__ import annotations

import pytest

from citations.kinds import KINDS, guess_kind


@pytest.mark.parametrize(
    ("csl", "kind"),
    [
        ({"type": "article-journal", "title": "A randomised trial of rest"}, "research"),
        ({"type": "article-journal", "title": "Clinical practice guideline for knee pain"}, "guideline"),
        ({"type": "report", "title": "Osteoarthritis: consensus statement of a society"}, "guideline"),
        ({"type": "article-journal", "title": "Adherence to guidelines for back pain"}, "research"),
        (
            {
                "type": "article-journal",
                "title": "x",
                "custom": {"publication_types": ["Practice Guideline"]},
            },
            "guideline",
        ),
        (
            {"type": "webpage", "title": "x", "URL": "https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm"},
            "label",
        ),
        ({"type": "document", "title": "Ibuprofen tablets: prescribing information"}, "label"),
        ({"type": "chapter", "title": "The hip"}, "book"),
        ({"type": "webpage", "title": "Muscle strain"}, "web"),
        ({"type": "song", "title": "x"}, "other"),
        ({}, "other"),
        ({"type": 7, "title": ["x"]}, "other"),
    ],
)
def test_the_kind_follows_from_what_the_record_says(csl: dict, kind: str) -> None:
    assert guess_kind(csl) == kind
    assert kind in KINDS
