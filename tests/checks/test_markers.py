from __future__ import annotations

import pytest

from articles.markers import MalformedMarker, bind

KEYS = ("adams", "brown", "clark", "davis", "evans")


def bound(text: str) -> list[tuple[str, str, str]]:
    """Each marker as (text, keys, unknown)."""
    return [
        (text[found.start : found.end], " ".join(found.keys), " ".join(found.unknown))
        for found in bind(text, KEYS)
    ]


@pytest.mark.parametrize(
    ("marker", "keys"),
    [
        ("[1]", "adams"),
        ("[ 2 ]", "brown"),
        ("[1,3]", "adams clark"),
        ("[1, 3; 5]", "adams clark evans"),
        ("[2-4]", "brown clark davis"),
        ("[2–4]", "brown clark davis"),
        ("[2 — 4]", "brown clark davis"),
        ("[1, 3-4]", "adams clark davis"),
        ("[3,1,3]", "clark adams"),
        ("[1 2]", "adams brown"),
        ("[1,\n2]", "adams brown"),
        ("[2, Table 3]", "brown"),
        ("[@clark]", "clark"),
        ("[@adams; @evans]", "adams evans"),
        ("[@adams, @evans]", "adams evans"),
        ("[@brown, p. 12]", "brown"),
        ("[@brown, ask a@example.org]", "brown"),
    ],
)
def test_a_marker_is_bound_to_the_entries_it_names(marker, keys):
    assert bound(f"So it is {marker}.") == [(marker, keys, "")]


@pytest.mark.parametrize(
    ("marker", "keys", "unknown"),
    [
        ("[6]", "", "6"),
        ("[0]", "", "0"),
        ("[2, 7]", "brown", "7"),
        ("[4-7]", "davis evans", "6 7"),
        ("[@smith2020]", "", "@smith2020"),
        ("[@adams; @nobody]", "adams", "@nobody"),
        ("[99999999999999999999]", "", "99999999999999999999"),
        ("[4-999999999]", "davis evans", "6-999999999"),
    ],
)
def test_what_names_no_entry_is_kept_as_unknown(marker, keys, unknown):
    assert bound(f"So it is {marker}.") == [(marker, keys, unknown)]


@pytest.mark.parametrize(
    "marker",
    ["[@]", "[@ adams]", "[3-1]", "[1,]", "[1,,2]", "[1-]", "[1-2-3]", "[@adams;]", "[@adams; brown, x; @]", "[@adams, see also @brown]", "[@adams; @clark, p. 3, and @nobody]"],
)
def test_a_marker_that_cannot_be_read_is_refused_with_its_place(marker):
    with pytest.raises(MalformedMarker) as refused:
        bind(f"So it is {marker}.", KEYS)
    assert (refused.value.start, refused.value.end) == (9, 9 + len(marker))
    assert refused.value.text == marker
    assert "Write [1]" in refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        "In code `[1]` stays.",
        "In code ``a ` [1]`` stays.",
        "Escaped \\[1\\] stays.",
        "A link [1](https://example.org/a) stays.",
        "A link [1](https://example.org/a_(b)) stays.",
        "A link [2][1] stays.\n\n[1]: https://example.org/one",
        "A link [2][1] stays.\r\n\r\n[1]: https://example.org/one\r\n",
        "A note [^1] stays.",
        "- [ ] to do\n- [x] done",
        "A picture ![1](https://example.org/hip.png) stays.",
        "```\ncode [1]\n```",
        "~~~\ncode [1]\n",
        "Text.\n\n    code [1]\n",
        "An address <https://example.org/[1]> stays.",
        "| a |\n|---|\n| b | in a cell that is not shown [1] |",
        "A long way [see here](https://example.org/[1]) off.",
    ],
)
def test_what_markdown_does_not_show_as_prose_holds_no_marker(text):
    assert bound(text) == []


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("An unclosed ` tick [1].", ["[1]"]),
        ("Tick ` here [1].\n\nAnd ` there [2].", ["[1]", "[2]"]),
        ("- item\n\n    its second paragraph [1]", ["[1]"]),
        ("line\n    wrapped line [1]", ["[1]"]),
        ("Side by side [1][2].", ["[1]", "[2]"]),
        ("Wow![1]", ["[1]"]),
        ("See [1] (2020) and [2](not a link).", ["[1]", "[2]"]),
        ("[1]: Smith and others, 2020", ["[1]"]),
        ("Words [of a link](https://example.org) and [1].", ["[1]"]),
        ("[ [3], as quoted]", ["[3]"]),
        ("From [1]–[3] on.", ["[1]", "[3]"]),
        ("A link to a label that nobody defined [2][ref].", ["[2]"]),
        ("A picture from nowhere ![1](hip.png).", ["[1]"]),
        ("Not hidden <!-- [1] -->.", ["[1]"]),
        ('No tag <a title="[1]">here</a>.', ["[1]"]),
        ("Less < 3 [1] and more > 4.", ["[1]"]),
        ("It`s so [1].\r\n\r\nDon`t [2].", ["[1]", "[2]"]),
        ("- ```\n  code [1]\n\nThe rest [2].", ["[2]"]),
        ("> ```\n> code [1]\n\nThe rest [2].", ["[2]"]),
        ("So [1].\r\r    code [2]\r\rSo [3].", ["[1]", "[3]"]),
        ("[@clark]: https://example.org/\n\nSo [@clark].", ["[@clark]", "[@clark]"]),
    ],
)
def test_what_markdown_shows_as_prose_does(text, markers):
    assert [marker for marker, _, _ in bound(text)] == markers


@pytest.mark.parametrize(
    "text",
    [
        "The act [2020] changed.",
        "From [2019, 2020] on.",
        "On [2020-01-15] it came.",
        "The rate (95% CI [2-4]) fell.",
        "Age (IQR [2, 5]) was even.",
        "On a scale [0-10] it hurt.",
        "The odds [1.2-3.4] fell.",
        "The odds [95% CI 1-2] fell.",
        "A dose [10 mg] of it.",
        "Median age 45 [38-52] years.",
        "Regression (F[1,3] = 14.5) was flat.",
        "An index a[i] and [sic] or [a].",
    ],
)
def test_a_bracketed_measure_is_no_marker(text):
    assert bound(text) == []


def test_a_year_within_a_very_long_list_is_a_position():
    keys = [f"k{number}" for number in range(1, 2051)]
    assert bind("So it is [2020].", keys)[0].keys == ("k2020",)


def test_offsets_count_characters_of_the_markdown_as_sent():
    text = "Ärzte `x` \\* raten 😀 ab [2].\r\n\r\nUnd [@evans]."
    assert [text[found.start : found.end] for found in bind(text, KEYS)] == ["[2]", "[@evans]"]
