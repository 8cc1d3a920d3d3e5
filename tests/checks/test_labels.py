from __future__ import annotations

import csv
import io

import pytest

from articles.labels import COLUMNS, LabelError, read_labels, shipped_labels

ROW = {
    "drug": "Examplin",
    "form": "",
    "maximum": "300",
    "unit": "mg",
    "arithmetic": "3 x 100 mg",
    "availability": "over the counter",
    "jurisdiction": "Utopia",
    "population": "adults",
    "cautions": "kidney disease; hiccups",
    "note": "",
    "source": "Label of Examplin 100 mg",
    "read_on": "2026-01-02",
}


def table(*rows: dict) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_a_row_is_found_by_its_drug_in_lower_case():
    (row,) = read_labels(table(ROW)).of("examplin")
    assert (row.maximum, row.unit, row.cautions) == (300.0, "mg", ("kidney disease", "hiccups"))


def test_a_row_quotes_its_limit_with_whose_and_whence():
    (row,) = read_labels(table(ROW)).rows
    assert row.limit == (
        "300 mg in 24 hours (3 x 100 mg), over the counter, adults, Utopia "
        "(Label of Examplin 100 mg; read 2026-01-02)"
    )


@pytest.mark.parametrize("column", ["source", "read_on", "jurisdiction", "population", "unit", "drug"])
def test_a_row_without_its_source_or_date_or_scope_is_refused(column):
    with pytest.raises(LabelError, match=f"Line 3 .* has no {column}"):
        read_labels(table(ROW, ROW | {column: "  "}))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"availability": "anywhere"}, "neither over the counter nor prescription"),
        ({"maximum": "much"}, "cannot be read"),
        ({"maximum": "-5"}, "not above zero"),
        ({"maximum": "nan"}, "not above zero"),
        ({"read_on": "yesterday"}, "cannot be read"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(changes, says):
    with pytest.raises(LabelError, match=says):
        read_labels(table(ROW | changes))


def test_a_table_without_a_source_column_is_refused():
    with pytest.raises(LabelError, match="lacks the columns"):
        read_labels("drug,maximum\nx,1\n")


def test_every_shipped_row_has_a_source_a_date_and_a_jurisdiction():
    rows = shipped_labels().rows
    assert {row.drug for row in rows} == {
        "ibuprofen", "naproxen", "acetaminophen", "aspirin", "loratadine", "loperamide"
    }  # fmt: skip
    assert all(row.source and row.read_on and row.jurisdiction for row in rows)
