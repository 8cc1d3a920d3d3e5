"""What the API takes for a CSL-JSON item, and what it says where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citations.csl import problems

ITEM = {
    "id": "tyler2016",
    "type": "article-journal",
    "title": "Groin injuries",
    "author": [{"family": "Tyler", "given": "T. F.", "suffix": "Jr"}, {"literal": "A Study Group"}],
    "issued": {"date-parts": [[2016, 7, 25]]},
    "volume": 12,
    "custom": {"note": ["anything", {"deep": 1.5}]},
}


def paths(item: object) -> list[tuple]:
    return [problem.path for problem in problems(item)]


def test_a_whole_item_has_no_problems() -> None:
    assert problems(ITEM) == []


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_an_item_must_be_an_object(value: object) -> None:
    assert paths(value) == [()]


@pytest.mark.parametrize("type", [None, "journal-article", 7, ["book"]])
def test_the_type_must_be_one_of_csl(type: object) -> None:
    assert paths({**ITEM, "type": type}) == [("type",)]


def test_a_missing_type_is_told_with_examples() -> None:
    [problem] = problems({"title": "Groin injuries"})
    assert problem.path == ("type",)
    assert "article-journal" in problem.message


def test_an_unknown_field_is_refused_and_custom_named_as_its_place() -> None:
    [problem] = problems({**ITEM, "impact-factor": "9"})
    assert problem.path == ("impact-factor",)
    assert "custom" in problem.message


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("title", 7, ("title",)),
        ("title", "x" * 2_001, ("title",)),
        ("title", "half a pair \ud800", ("title",)),
        ("title", "a NUL \x00", ("title",)),
        ("volume", 1.5, ("volume",)),
        ("volume", True, ("volume",)),
        ("volume", 2**60, ("volume",)),
        ("author", {"family": "Tyler"}, ("author",)),
        ("author", ["Tyler"], ("author", 0)),
        ("author", [{}], ("author", 0)),
        ("author", [{"family": " ", "suffix": "Jr"}], ("author", 0)),
        ("author", [{"family": "Tyler", "orcid": "x"}], ("author", 0, "orcid")),
        ("author", [{"family": 7, "literal": "x"}], ("author", 0, "family")),
        ("issued", "2016", ("issued",)),
        ("issued", {}, ("issued",)),
        ("issued", {"year": 2016}, ("issued", "year")),
        ("issued", {"date-parts": []}, ("issued", "date-parts")),
        ("issued", {"date-parts": [[2016, "July"]]}, ("issued", "date-parts", 0)),
        ("issued", {"date-parts": [[2016, 13.0]]}, ("issued", "date-parts", 0)),
        ("issued", {"date-parts": [[2016, 7, 32]]}, ("issued", "date-parts", 0)),
        ("issued", {"date-parts": [[99_999]]}, ("issued", "date-parts", 0)),
        ("custom", [], ("custom",)),
        ("custom", {"a": float("nan")}, ("custom", "a")),
        ("categories", "one", ("categories",)),
    ],
)
def test_a_field_of_the_wrong_shape_is_told_where_it_stands(field: str, value: object, path: tuple) -> None:
    assert path in paths({**ITEM, field: value})


@pytest.mark.parametrize(
    "date", [{"raw": "July 2016"}, {"literal": "in press"}, {"date-parts": [["2016", 7]]}]
)
def test_a_date_may_come_as_text_or_in_digits(date: dict) -> None:
    assert problems({**ITEM, "issued": date}) == []


def test_custom_is_bounded_in_depth_and_number() -> None:
    deep: object = "x"
    for _ in range(20):
        deep = [deep]
    assert paths({**ITEM, "custom": {"deep": deep}})
    assert paths({**ITEM, "custom": {"many": list(range(3_000))}})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
fields = st.sampled_from(["type", "title", "author", "issued", "custom", "volume", "id", "nonsense"])


@pytest.mark.long
@given(st.dictionaries(fields, json_values) | json_values)
def test_no_value_of_any_shape_makes_the_check_fail(value: object) -> None:
    assert isinstance(problems(value), list)
