"""CSL-JSON, Crossref, PubMed XML and JATS."""

from __future__ import annotations

import json
import subprocess
import sys
from signal import SIGPROF

import pytest

from citations.importing import UnknownFormat, parse
from tests.stack import ROOT

ARTICLE = """<PubmedArticle><MedlineCitation><PMID Version="1">7</PMID><Article>
<Journal><ISSN>1234-5678</ISSN><JournalIssue><Volume>3</Volume>
<PubDate><Year>2020</Year><Month>Feb</Month></PubDate>
</JournalIssue><Title>The journal of hips</Title><ISOAbbreviation>J Hips</ISOAbbreviation></Journal>
<ArticleTitle>Strain in <i>Homo sapiens</i> &amp; others.</ArticleTitle>
<Pagination><MedlinePgn>12-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/ABC</ELocationID>
<AuthorList><Author ValidYN="Y">
<LastName>Artino</LastName><ForeName>Anthony R</ForeName><Suffix>Jr</Suffix></Author>
<Author><CollectiveName>A Study Group</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType>Practice Guideline</PublicationType></PublicationTypeList>
</Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC4567</ArticleId></ArticleIdList>
<ReferenceList><Reference>
<ArticleIdList><ArticleId IdType="doi">10.1000/other</ArticleId></ArticleIdList>
</Reference></ReferenceList></PubmedData></PubmedArticle>"""


def test_a_pubmed_record_is_read_with_its_own_identifiers_only() -> None:
    [entry] = parse(f"<PubmedArticleSet>{ARTICLE}</PubmedArticleSet>").entries
    assert entry.kind == "guideline"
    assert {field: entry.csl[field] for field in ("title", "DOI", "PMID", "PMCID", "volume", "page")} == {
        "title": "Strain in <i>Homo sapiens</i> & others.",
        "DOI": "10.1000/abc",
        "PMID": "7",
        "PMCID": "PMC4567",
        "volume": "3",
        "page": "12-9",
    }
    assert entry.csl["author"] == [
        {"family": "Artino", "given": "Anthony R", "suffix": "Jr"},
        {"literal": "A Study Group"},
    ]
    assert entry.csl["issued"] == {"date-parts": [[2020, 2]]}


def test_the_whole_records_of_a_broken_pubmed_file_are_read_and_the_rest_told() -> None:
    parsed = parse(f"<PubmedArticleSet>\n{ARTICLE}\n<PubmedArticle><MedlineCitation>", "pubmed-xml")
    assert len(parsed.entries) == 1
    assert "not closed" in parsed.skipped[0].reason


def test_a_record_that_stands_twice_is_read_once() -> None:
    parsed = parse(f"<PubmedArticleSet>{ARTICLE}{ARTICLE}</PubmedArticleSet>")
    assert (len(parsed.entries), len(parsed.skipped)) == (1, 1)


REFERENCE = """<ref id="b1"><element-citation publication-type="journal">
<person-group person-group-type="author">
<name><surname>van Oosterum</surname><given-names>K</given-names></name>
<collab>A Study Group</collab><etal/></person-group>
<person-group person-group-type="editor">
<name><surname>Ed</surname><given-names>I</given-names></name></person-group>
<article-title>On <italic>hips</italic></article-title><source>J Hips</source>
<year iso-8601-date="1996">1996a</year>
<volume>16</volume><fpage>7</fpage><lpage>9</lpage>
<pub-id pub-id-type="doi">https://doi.org/10.1000/X</pub-id>
</element-citation></ref>"""


def test_a_jats_reference_keeps_its_id_as_key() -> None:
    [entry] = parse(f"<article><back><ref-list>{REFERENCE}</ref-list></back></article>").entries
    assert entry.key == "b1"
    assert {field: entry.csl[field] for field in ("title", "container-title", "page", "DOI", "issued")} == {
        "title": "On <i>hips</i>",
        "container-title": "J Hips",
        "page": "7-9",
        "DOI": "10.1000/x",
        "issued": {"date-parts": [[1996]]},
    }
    assert [name.get("family", name.get("literal")) for name in entry.csl["author"]] == [
        "van Oosterum",
        "A Study Group",
    ]
    assert entry.csl["editor"] == [{"family": "Ed", "given": "I"}]


def test_a_reference_in_running_text_is_kept_as_a_note_and_told() -> None:
    [entry] = parse(
        "<ref id='b2'><mixed-citation>Wu A. Cells. Nat Methods 2014;11:41.</mixed-citation></ref>"
    ).entries
    assert entry.csl["note"] == "Wu A. Cells. Nat Methods 2014;11:41."
    assert entry.csl["issued"] == {"date-parts": [[2014]]}
    assert "running text" in entry.remarks[0]


def test_xml_with_undeclared_prefixes_and_named_characters_is_read() -> None:
    link = '<ext-link xlink:href="https://example.org/"/>'
    [entry] = parse(
        f"<ref id='r'><element-citation><source>A&nbsp;B</source>{link}</element-citation></ref>"
    ).entries
    assert entry.csl["URL"] == "https://example.org/"


def test_a_named_character_never_becomes_markup() -> None:
    [entry] = parse(
        "<ref><element-citation><source>p &LT;i&GT; &alpha;</source></element-citation></ref>"
    ).entries
    assert entry.csl["title"] == "p <i> α"


def test_xml_of_another_sort_is_refused() -> None:
    with pytest.raises(UnknownFormat, match="not JATS"):
        parse("<art><fm/></art>", "jats")


#: 50 MB and a second of computing beyond what the interpreter has, or it is ended.
SPARING = """
import resource, signal, sys
from citations.importing import UnknownFormat, parse
source = sys.stdin.read()
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + 50_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
signal.setitimer(signal.ITIMER_PROF, 1)
try:
    parse(source, "jats")
except UnknownFormat:
    print("refused", end="")
"""


def within_limits(program: str, source: str = "") -> subprocess.CompletedProcess:
    """The program with `source` on its standard input, ended."""
    return subprocess.run([sys.executable, "-c", program], input=source, capture_output=True, text=True, cwd=ROOT, check=False)


BOMB = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a0 'ha'>{}]><article><ref>&a9;</ref></article>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)


@pytest.mark.parametrize(
    "source",
    [
        BOMB,
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd' [<!ELEMENT a ANY>]><article/>",
        f"<article>{'<a>' * 100_000}",
        "<article>" + "&x;" * 1_000,
    ],
)
def test_hostile_xml_is_refused_at_little_cost(source: str) -> None:
    """In a process that may use no more: the parser is written in C, and what it takes no tracer of Python's sees."""
    done = within_limits(SPARING, source)
    assert (done.returncode, done.stdout) == (0, "refused"), done.stderr


def test_who_is_not_sparing_is_ended() -> None:
    """That the limits of the test above hold."""
    greedy = SPARING.replace('parse(source, "jats")', "bytes(60_000_000)")
    slow = SPARING.replace('parse(source, "jats")', "while True: pass")
    assert "MemoryError" in within_limits(greedy).stderr
    assert within_limits(slow).returncode == -SIGPROF


def test_a_file_named_in_a_doctype_is_not_opened() -> None:
    parsed = parse(f"<!DOCTYPE article SYSTEM 'file:///etc/passwd'><article><ref-list>{REFERENCE}</ref-list></article>")
    assert len(parsed.entries) == 1


def csl(item: object) -> dict:
    [entry] = parse(json.dumps([item]), "csl-json").entries
    return entry.csl


@pytest.mark.parametrize(
    ("issued", "parts"),
    [
        ({"date-parts": [["2011", "8"]]}, [[2011, 8]]),
        ({"date-parts": [2011]}, [[2011]]),
        ({"date-parts": [[2011, None]]}, [[2011]]),
        ({"raw": "2011-08-03"}, [[2011, 8, 3]]),
        ("2011-08", [[2011, 8]]),
        (2011, [[2011]]),
    ],
)
def test_the_dates_of_exporters_are_read(issued: object, parts: list) -> None:
    assert csl({"type": "book", "title": "x", "issued": issued})["issued"] == {"date-parts": parts}


def test_names_lose_what_csl_does_not_know() -> None:
    author = [{"family": "Tyler", "ORCID": "x", "multi": {}}, "Okafor, B.", {"name": "A Group"}, {}]
    assert csl({"type": "book", "title": "x", "author": author})["author"] == [
        {"family": "Tyler"},
        {"family": "Okafor", "given": "B."},
        {"literal": "A Group"},
    ]


def test_unknown_fields_and_types_are_told() -> None:
    [entry] = parse('[{"type": "paper", "title": "x", "impact": 3}]').entries
    assert "impact" not in entry.csl
    assert len(entry.remarks) == 2


def test_the_items_before_a_break_in_the_file_are_read() -> None:
    parsed = parse('[{"type": "book", "title": "One"},\n{"type": "book", ', "csl-json")
    assert len(parsed.entries) == 1
    assert parsed.skipped[0].line == 2


WORK = {
    "DOI": "10.1000/ABC",
    "type": "journal-article",
    "title": ["Strain in <jats:italic>H. sapiens</jats:italic> &amp;amp; others"],
    "container-title": ["The Journal of Hips"],
    "short-container-title": ["J Hips"],
    "author": [{"family": "Tyler", "given": "T."}, {"name": "A Group", "sequence": "additional"}],
    "issued": {"date-parts": [[None]]},
    "published-online": {"date-parts": [[2020, 2]]},
}


def test_a_crossref_work_is_read_from_an_answer_a_list_or_alone() -> None:
    for source in (WORK, [WORK], {"message": WORK}, {"message": {"items": [WORK]}}):
        parsed = parse(json.dumps(source))
        assert (parsed.format, len(parsed.entries)) == ("crossref", 1)


def test_a_crossref_title_loses_its_markup_but_for_csls_tags() -> None:
    [entry] = parse(json.dumps(WORK)).entries
    assert entry.csl["title"] == "Strain in <i>H. sapiens</i> & others"
    assert entry.csl["issued"] == {"date-parts": [[2020, 2]]}
    assert entry.csl["author"][1] == {"literal": "A Group"}


def test_an_empty_title_and_no_date_are_no_obstacle() -> None:
    [entry] = parse(
        json.dumps({"DOI": "10.1000/a", "title": [], "issued": {"date-parts": [[None]]}}), "crossref"
    ).entries
    assert entry.csl == {"type": "document", "DOI": "10.1000/a"}
