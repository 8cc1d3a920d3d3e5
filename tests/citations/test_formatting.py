"""Reference lines: what NLM and AMA ask for, and that no item can put markup on a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citations.csl_fields import TYPES
from citations.formatting import STYLES, format_item
from citations.formatting.capitals import headline
from citations.formatting.pages import shortened, written_out
from citations.formatting.people import initials

AUTHORS = [
    {"family": family, "given": "Anna B."}
    for family in ("Ek", "Lind", "Berg", "Dahl", "Falk", "Gren", "Holm")
]
ARTICLE = {
    "type": "article-journal",
    "title": "Groin strain in runners",
    "author": AUTHORS[:2],
    "container-title": "The Journal of Hips",
    "container-title-short": "J. Hips",
    "issued": {"date-parts": [[2002, 7, 25]]},
    "volume": "347",
    "issue": "4",
    "page": "284-287",
    "DOI": "10.1000/abc",
    "PMID": "123",
}
BOOK = {
    "type": "book",
    "title": "Medical care of the hip",
    "author": AUTHORS[:1],
    "edition": "4",
    "publisher": "Mosby",
    "publisher-place": "St. Louis",
    "issued": {"date-parts": [[2002]]},
}


def line(item: dict, style: str = "nlm") -> str:
    return format_item(item, style).plain


def test_an_article_in_nlm_style() -> None:
    assert line(ARTICLE) == (
        "Ek AB, Lind AB. Groin strain in runners. J Hips. 2002 Jul 25;347(4):284-7. doi:10.1000/abc "
        "PubMed PMID: 123."
    )


def test_an_article_in_ama_style() -> None:
    assert line(ARTICLE, "ama") == (
        "Ek AB, Lind AB. Groin strain in runners. J Hips. 2002;347(4):284-287. doi:10.1000/abc"
    )


def test_nlm_lists_six_authors_and_ama_three_of_more_than_six() -> None:
    item = {**ARTICLE, "author": AUTHORS}
    assert line(item).startswith("Ek AB, Lind AB, Berg AB, Dahl AB, Falk AB, Gren AB, et al. ")
    assert line(item, "ama").startswith("Ek AB, Lind AB, Berg AB, et al. ")
    assert line({**item, "author": AUTHORS[:6]}, "ama").startswith(
        "Ek AB, Lind AB, Berg AB, Dahl AB, Falk AB, Gren AB. "
    )


def test_an_article_ahead_of_its_issue() -> None:
    early = {
        field: value for field, value in ARTICLE.items() if field not in ("volume", "issue", "page", "PMID")
    }
    assert "J Hips. 2002 Jul 25. doi" in line(early)
    assert "J Hips. Published online July 25, 2002. doi" in line(early, "ama")


def test_a_book() -> None:
    assert line(BOOK) == "Ek AB. Medical care of the hip. 4th ed. St. Louis: Mosby; 2002."
    assert line(BOOK, "ama") == "Ek AB. Medical Care of the Hip. 4th ed. Mosby; 2002."


def test_a_chapter_with_its_editors() -> None:
    chapter = {**BOOK, "type": "chapter", "title": "Strains", "container-title": "The hip", "page": "93-113"}
    chapter |= {"editor": AUTHORS[1:3]}
    assert line(chapter) == (
        "Ek AB. Strains. In: Lind AB, Berg AB, editors. The hip. 4th ed. St. Louis: Mosby; 2002. p. 93-113."
    )
    assert (
        line(chapter, "ama")
        == "Ek AB. Strains. In: Lind AB, Berg AB, eds. The Hip. 4th ed. Mosby; 2002:93-113."
    )


def test_a_web_page() -> None:
    page = {
        "type": "webpage",
        "title": "Muscle strain",
        "author": [{"literal": "A Health Service"}],
        "URL": "https://example.org/strain",
        "issued": {"date-parts": [[2022, 7, 14]]},
        "accessed": {"date-parts": [[2025, 3, 25]]},
    }
    assert line(page, "ama") == (
        "A Health Service. Muscle strain. July 14, 2022. Accessed March 25, 2025. https://example.org/strain"
    )
    assert line(page).endswith("[cited 2025 Mar 25]. Available from: https://example.org/strain")


@pytest.mark.parametrize(
    ("issued", "text"),
    [
        ({"date-parts": [[2012, 1], [2012, 2]]}, "2012 Jan-Feb;"),
        ({"date-parts": [[2011, 12], [2012, 1]]}, "2011 Dec-2012 Jan;"),
        ({"date-parts": [[2016, 10, 19], [2016, 10, 20]]}, "2016 Oct 19-20;"),
        ({"date-parts": [[2009]], "season": 1}, "2009 Spring;"),
        ({"date-parts": [["2009", "08"]]}, "2009 Aug;"),
        ({"raw": "July 2009"}, "2009;"),
        ({"literal": "in press"}, "in press;"),
    ],
)
def test_nlm_dates_go_as_far_as_they_are_known(issued: dict, text: str) -> None:
    assert f"J Hips. {text}347" in line({**ARTICLE, "issued": issued})


@pytest.mark.parametrize(
    ("page", "short", "long"),
    [
        ("249-259", "249-59", "249-259"),
        ("249-59", "249-59", "249-259"),
        ("100–104", "100-4", "100-104"),
        ("S10-S15", "S10-5", "S10-S15"),
        ("e13-e115", "e13-115", "e13-e115"),
        ("1392b-1392", "1392b-1392", "1392b-1392"),
        ("12-19, 30-31", "12-9, 30-1", "12-19, 30-31"),
        ("e0121442", "e0121442", "e0121442"),
        ("8-10", "8-10", "8-10"),
    ],
)
def test_nlm_shortens_pages_and_ama_writes_them_out(page: str, short: str, long: str) -> None:
    assert (shortened(page), written_out(page)) == (short, long)


@pytest.mark.parametrize(
    ("given", "family", "letters"),
    [
        ("Joo-Hyoung", "Lee", "JH"),
        ("John A.J.", "Funk", "JAJ"),
        ("SDJ", "Elzinga", "SDJ"),
        ("AMY", "WHITMAN", "A"),
        ("Ana Carolina de", "Souza", "AC"),
        ("Żaneta", "Ek", "Ż"),
        ("Robert (Bob)", "Ek", "RB"),
    ],
)
def test_given_names_become_initials(given: str, family: str, letters: str) -> None:
    assert initials(given, family) == letters


def test_particles_suffixes_and_east_asian_names_are_kept() -> None:
    names = [
        {"family": "Moorselaar", "given": "R J", "non-dropping-particle": "van"},
        {"family": "Artino", "given": "Anthony R", "suffix": "Jr."},
        {"family": "王", "given": "小明"},
    ]
    assert line({**ARTICLE, "author": names}).startswith("van Moorselaar RJ, Artino AR Jr, 王小明. ")


@pytest.mark.parametrize(
    ("title", "capitals"),
    [
        ("a history of the world: the end of it", "A History of the World: The End of It"),
        ("work-based learning in vitro with mRNA", "Work-Based Learning in Vitro With mRNA"),
    ],
)
def test_ama_capitalises_titles_of_books(title: str, capitals: str) -> None:
    assert headline(title).casefold() == capitals.casefold()
    assert headline(title).split()[0] == capitals.split(maxsplit=1)[0]


def test_titles_of_books_in_other_languages_are_left_alone() -> None:
    assert headline("la main à la pâte", "fr") == "la main à la pâte"


def test_a_title_that_closes_itself_gets_no_second_point() -> None:
    assert "Is it the hip? J Hips." in line({**ARTICLE, "title": "Is it the hip?"})


def test_italics_of_the_title_and_the_journal_and_links_are_in_the_html() -> None:
    shown = format_item({**ARTICLE, "title": "On <i>H. sapiens</i> & H<sub>2</sub>O"}, "ama").html
    assert "On <i>H. sapiens</i> &amp; H<sub>2</sub>O." in shown
    assert "<em>J Hips</em>." in shown
    assert '<a href="https://doi.org/10.1000/abc" rel="noopener noreferrer">doi:10.1000/abc</a>' in shown


def test_tags_that_do_not_pair_are_shown_as_characters() -> None:
    shown = format_item({**ARTICLE, "title": "p <b>0.05 and </i> <sup>x</sub></sup>"}, "nlm")
    assert "p <b>0.05 and </i>" in shown.plain
    assert "p &lt;b&gt;0.05 and &lt;/i&gt;" in shown.html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.org", 'https://x.org/"onclick="']
)
def test_only_clean_web_addresses_become_links(url: str) -> None:
    assert "<a " not in format_item({"type": "webpage", "title": "x", "URL": url}, "nlm").html


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(ValueError, match="not a style"):
        format_item(ARTICLE, "apa")


class Tags(HTMLParser):
    """Collects what a page would take for markup, and fails on what is not balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        assert tag in ("i", "b", "sup", "sub", "em", "a")
        assert all(name in ("href", "rel") for name, _ in attrs)
        assert all(re.match(r"https?://", value) for name, value in attrs if name == "href")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


text = st.lists(
    st.sampled_from(["<i>", "</i>", "<b>", "<script>", "</script>", "&lt;", '"', "'", "<a href=x>", "x", "."])
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
).map("".join)
names = st.lists(st.dictionaries(st.sampled_from(["family", "given", "literal", "suffix"]), text))
some_item = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(TYPES))},
    optional={
        **dict.fromkeys(
            ("title", "container-title", "container-title-short", "volume", "issue", "page"), text
        ),
        **dict.fromkeys(("DOI", "PMID", "publisher", "publisher-place", "edition", "number", "genre"), text),
        "URL": text.map(lambda path: f"https://example.org/{path}") | text,
        "author": names,
        "editor": names,
        "issued": st.fixed_dictionaries({"literal": text}) | st.just({"date-parts": [[2020, 13, 0]]}),
    },
)


@pytest.mark.parametrize("style", STYLES)
@given(item=some_item)
def test_the_html_of_any_item_holds_its_words_and_no_markup_of_its_own(style: str, item: dict) -> None:
    shown = format_item(item, style)
    page = Tags()
    page.feed(shown.html)
    page.close()
    assert page.open == []
    assert "".join(page.words) == shown.plain
