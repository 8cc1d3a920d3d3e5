"""Bytes of unknown encoding into text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citations.encoding import decode

WESTERN = "TY  - JOUR\nAU  - Müller, Zoë\nTI  - Étude “réelle”\nER  - \n" * 3
CHINESE = "TY  - JOUR\nAU  - 王小明\nTI  - 高等学校医学教育研究\nER  - \n" * 3


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_western_text_is_read_in(codec: str) -> None:
    assert decode(WESTERN.encode(codec)).text == WESTERN


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gbk", "gb18030"])
def test_chinese_text_is_read_in(codec: str) -> None:
    assert decode(CHINESE.encode(codec)).text == CHINESE


@pytest.mark.parametrize("codec", ["cp1252", "utf-16-le"])
def test_a_guessed_encoding_is_told(codec: str) -> None:
    assert decode(WESTERN.encode(codec)).remarks


def test_utf_8_needs_no_remark() -> None:
    assert decode(CHINESE.encode()).remarks == []


def test_a_file_that_names_its_encoding_is_believed() -> None:
    decoded = decode("% Encoding: windows-1250\n@misc{a, title={Łódź}}".encode("cp1250"))
    assert "Łódź" in decoded.text


def test_a_file_that_says_utf_8_and_is_not_is_not_believed() -> None:
    assert "Müller" in decode("% Encoding: UTF-8\nMüller".encode("cp1252")).text


@given(st.binary(max_size=2_000))
def test_no_bytes_make_decoding_fail(source: bytes) -> None:
    assert isinstance(decode(source).text, str)
