"""BibTeX and BibLaTeX: delimiters, names, LaTeX, strings and cross references."""

from __future__ import annotations

import pytest

from citations.importing import ParsedEntry, parse
from citations.importing.latex import to_text


def entry(fields: str, kind: str = "article") -> ParsedEntry:
    [read] = parse(f"@{kind}{{key1, {fields}}}", "bibtex").entries
    return read


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            r"Trag{\" o}die f{\"u}r Zo\"e, na\"{\i}ve, {\AA}ngstr\"om, \v{c}a\c{c}a",
            "Tragödie für Zoë, naïve, Ångström, čaça",
        ),
        (r"{P}rotected {DNA}", "Protected DNA"),
        (r"\textit{in vivo} and \emph{in vitro}", "<i>in vivo</i> and <i>in vitro</i>"),
        (r"H$_2$O and x$^{23}$", "H<sub>2</sub>O and x<sup>23</sup>"),
        (r"a\it b{\bf c}", "a<i>b<b>c</b></i>"),
        (r"``Quoted'' --- 1--2", "“Quoted” — 1–2"),
        (r"50\% \& \$5 \_ \#1 \textasciitilde{}", "50% & $5 _ #1 ~"),
        (r"$\alpha$-synuclein \textgreek{x}", "α-synuclein \\textgreekx"),
        (r"\unknown{x}", r"\unknownx"),
    ],
)
def test_latex_becomes_text(source: str, text: str) -> None:
    assert to_text(source) == text


@pytest.mark.parametrize("closing", ["}", ")"])
def test_an_entry_may_end_in_either_bracket(closing: str) -> None:
    opening = "(" if closing == ")" else "{"
    assert (
        len(
            parse(
                f'@book{opening}a, title = "One", year = 2020\n{closing}\n@book{{b, title={{Two}}}}'
            ).entries
        )
        == 2
    )


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (
            "von Helmholtz, Hermann",
            {"family": "Helmholtz", "given": "Hermann", "non-dropping-particle": "von"},
        ),
        ("Ludwig van der Berg", {"family": "Berg", "given": "Ludwig", "non-dropping-particle": "van der"}),
        ("Artino, Jr, Anthony R.", {"family": "Artino", "given": "Anthony R.", "suffix": "Jr"}),
        ("{World Health Organization}", {"literal": "World Health Organization"}),
        ("Ana {de Souza}", {"family": "de Souza", "given": "Ana"}),
        (r"J{\"o}rg M{\"u}ller", {"family": "Müller", "given": "Jörg"}),
        ("Homerus", {"literal": "Homerus"}),
        ("family=Duchamp, given=Marcel", {"family": "Duchamp", "given": "Marcel"}),
    ],
)
def test_a_name_is_taken_apart_as_bibtex_does(source: str, name: dict) -> None:
    assert entry(f"author = {{{source}}}").csl["author"] == [name]


def test_an_and_in_braces_belongs_to_a_name() -> None:
    names = entry("author = {{Health and Safety Board} AND Tyler, T.}").csl["author"]
    assert names == [{"literal": "Health and Safety Board"}, {"family": "Tyler", "given": "T."}]


def test_others_are_told_and_not_listed() -> None:
    read = entry("author = {Tyler, T. and others}")
    assert len(read.csl["author"]) == 1
    assert "does not name them all" in read.remarks[0]


def test_strings_are_resolved_and_joined() -> None:
    journal = 'journal = j # "Hips" # nothing'
    source = f'@string{{j = "Journal of "}}\n@article{{a, title={{x}}, {journal}, month = feb, year = 2020}}'
    [read] = parse(source).entries
    assert read.csl["container-title"] == "Journal of Hips"
    assert read.csl["issued"] == {"date-parts": [[2020, 2]]}


def test_strings_made_of_strings_do_not_grow_without_bound() -> None:
    lines = ['@string{a0 = "xxxxxxxxxx"}'] + [f"@string{{a{n} = a{n - 1} # a{n - 1}}}" for n in range(1, 60)]
    [read] = parse("\n".join([*lines, "@article{k, title = a59}"])).entries
    assert len(read.csl["title"]) == 2_000


def test_a_cross_reference_lends_what_the_entry_lacks() -> None:
    source = (
        "@inproceedings{a, title={Paper}, crossref={b}}\n@proceedings{b, title={The Meeting}, year={2015}}"
    )
    paper = parse(source).entries[0].csl
    assert (paper["container-title"], paper["issued"]) == ("The Meeting", {"date-parts": [[2015]]})


def test_a_broken_entry_costs_no_other() -> None:
    parsed = parse("@article{a, title = {One}}\n@article{b, title = {Two\n@article{c, title = {Three}}\n")
    assert [read.key for read in parsed.entries] == ["a", "c"]
    assert [skipped.line for skipped in parsed.skipped] == [2]


def test_entries_carry_their_lines_and_keys() -> None:
    parsed = parse("% comment\n\n@article{Tyler:2016,\n title={One}}\n@comment{x}\n@book{b2, title={Two}}")
    assert [(read.key, read.line) for read in parsed.entries] == [("Tyler:2016", 3), ("b2", 6)]


def test_a_pubmed_eprint_is_a_pmid() -> None:
    assert entry("title={x}, eprint={123}, eprinttype={pubmed}").csl["PMID"] == "123"


def test_an_address_is_found_where_older_files_put_it() -> None:
    assert (
        entry(r"title={x}, howpublished={\url{https://example.org/a_b}}", "misc").csl["URL"]
        == "https://example.org/a_b"
    )
