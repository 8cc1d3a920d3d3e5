"""Documents written from the code say what the code says."""

from __future__ import annotations

import re

import pytest

from medreview.management.commands.write_reference import DOCUMENTS
from medreview.reference import environment
from tests.stack import ROOT


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_written_document_is_as_the_code_is_now(name):
    assert (ROOT / "docs" / name).read_text() == DOCUMENTS[name](), "run manage.py write_reference"


def test_every_variable_of_the_settings_is_explained():
    assert [variable.name for variable in environment.variables() if not variable.meaning] == []


def test_no_variable_is_read_past_the_reference():
    """Settings alone read the environment, and only by names that the reference can see."""
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"(\w+)\"", (ROOT / "medreview/settings.py").read_text()))
    assert read == {variable.name for variable in environment.variables()}


def test_every_code_that_a_rule_names_stands_in_the_reference():
    rules = "".join(path.read_text() for path in (ROOT / "articles/checks").glob("*.py"))
    codes = set(re.findall(r"\"((?:citation|reference|claim|dose|caution|reading|reader)-[a-z-]+)\"", rules))
    told = set(re.findall(r"`([a-z-]+)`", DOCUMENTS["findings.md"]()))
    assert codes <= told
    assert len(codes) > 10
