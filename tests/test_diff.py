"""What changed between two texts, word by word, at any length that is taken in."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from articles.diff import runs

TEXTS = st.lists(st.sampled_from(["a", "b", "c ", " ", "\n", "\n\n", "word ", "[1]", "[2]", ".", "\r\n"]), max_size=40).map("".join)


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(run["op"], run["text"]) for run in runs(old, new)]


@given(old=TEXTS, new=TEXTS)
def test_the_runs_joined_give_both_texts_again(old, new):
    found = told(old, new)
    assert "".join(text for op, text in found if op != "insert") == old
    assert "".join(text for op, text in found if op != "delete") == new
    assert all(text for _, text in found)
    assert not any(one == other == "equal" for (one, _), (other, _) in pairwise(found))


def test_words_that_changed_are_told_in_their_sentence():
    assert told("Rest for 2 weeks [1].\n", "Rest for 3 weeks [2].\n") == [
        ("equal", "Rest for "), ("delete", "2"), ("insert", "3"), ("equal", " weeks "), ("delete", "[1]"), ("insert", "[2]"),
        ("equal", ".\n"),
    ]  # fmt: skip


def test_a_change_among_thousands_of_equal_lines_is_told_as_that_change():
    assert told("# a\n" * 25_000, "# a\n" * 12_000 + "Rest.\n" + "# a\n" * 13_000) == [
        ("equal", "# a\n" * 12_000), ("insert", "Rest.\n"), ("equal", "# a\n" * 13_000),
    ]  # fmt: skip


def test_changes_are_found_around_what_each_text_says_once():
    lines = [f"Line {number}.\n" for number in range(20_000)]
    changed = [f"Words {number}.\n" if number % 5_000 == 0 else line for number, line in enumerate(lines)]
    assert sum(op == "insert" for op, _ in told("".join(lines), "".join(changed))) == 4


def test_what_would_take_too_many_steps_is_shown_as_replaced_whole():
    old, new = "a b " * 10_000 + "c", "c a " * 10_000 + "b"
    assert told(old, new) == [("delete", old), ("insert", new)]
