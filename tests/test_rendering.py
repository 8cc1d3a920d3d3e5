"""From Markdown as sent to HTML as shown."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from articles.content import Citation, Entry
from articles.markers import bind
from articles.rendering import _free, data_block, reference_line, render, rendered
from tests.payloads import PAYLOADS

ENTRIES = [
    Entry(n, key, "research", {"title": f"Paper {key}"}) for n, key in enumerate(("a", "b", "c"), start=1)
]
KEYS = [entry.key for entry in ENTRIES]


def shown(text: str, entries=ENTRIES) -> str:
    return render(text, bind(text, [entry.key for entry in entries]), entries)


def words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


# --- Markers --------------------------------------------------------------------------------------


def test_a_marker_becomes_a_link_to_its_entry():
    assert '<sup class="cite"><a href="#ref-a" id="cite-1-a"' in shown("Rest [1].")


def test_a_marker_with_several_numbers_links_each():
    said = shown("Rest [1,3] and walk [2-3].")
    assert re.findall(r'id="(cite-[^"]+)"', said) == ["cite-1-a", "cite-1-c", "cite-2-b", "cite-2-c"]
    assert words(said).strip() == "Rest 1,3 and walk 2,3."


def test_a_marker_by_key_shows_the_number_of_its_entry():
    assert words(shown("Rest [@b].")).strip() == "Rest 2."


def test_numbers_are_the_entries_own_and_never_counted_anew():
    entries = [Entry(7, "a", "research", {}), Entry(9, "b", "web", {})]
    text = "Rest [@b] and walk [@a]."
    assert words(render(text, bind(text, ["a", "b"]), entries)).strip() == "Rest 9 and walk 7."


def test_what_names_no_entry_is_shown_as_written_and_marked():
    said = shown("Rest [1,6] and walk [@zz].")
    assert re.findall(r'<span class="dangling" title="[^"]+">([^<]+)</span>', said) == ["[6]", "[@zz]"]


def test_markers_follow_the_stored_offsets_and_are_not_read_again():
    text = "Rest [1] and walk [1]."
    said = render(text, [Citation(18, 21, ("c",))], ENTRIES)
    assert words(said).strip() == "Rest [1] and walk 3."


def test_a_marker_in_code_stays_text():
    text = "Type `[1]` or\n\n    [1]\n\nthen [1]."
    said = render(text, [Citation(m.start(), m.end(), ("a",)) for m in re.finditer(r"\[1\]", text)], ENTRIES)
    assert said.count("<sup") == 1
    assert "<code>[1]</code>" in said


def test_a_marker_inside_a_link_makes_no_link_in_a_link():
    text = "See [the paper [1]](https://example.org/)."
    said = render(text, [Citation(15, 18, ("a",))], ENTRIES)
    assert said.count("<a ") == 1
    assert words(said).strip() == "See the paper 1."


@pytest.mark.parametrize("text", ["**Bold.**[1] More.", "_Bold_[1] More.", "*Bold*[1]", "[1]**Bold**"])
def test_emphasis_beside_a_marker_closes(text):
    assert re.search(r"<(em|strong)>Bold\.?</\1>", shown(text))


def test_a_marker_in_a_heading_is_not_in_its_id():
    page = rendered("## Rest [1] well\n", bind("## Rest [1] well\n", KEYS), ENTRIES)
    assert [(h.id, h.level, h.text) for h in page.headings] == [("s-rest-well", 2, "Rest well")]


def test_two_texts_on_one_page_share_no_ids():
    one, two = (
        render("# T\n\nRest [1].", bind("# T\n\nRest [1].", KEYS), ENTRIES, anchor=a) for a in ("x", "y")
    )
    ids = re.findall(r' id="([^"]+)"', one + two)
    assert len(set(ids)) == len(ids) == 4


def test_an_entry_knows_where_it_is_cited():
    text = "Rest [1], walk [2], rest [1]."
    assert rendered(text, bind(text, KEYS), ENTRIES).cited == {
        "a": ["cite-1-a", "cite-3-a"],
        "b": ["cite-2-b"],
    }


# --- Markdown -------------------------------------------------------------------------------------


def test_headings_begin_below_the_title_and_leave_no_gap():
    said = shown("# One\n\n### Two\n\n# Three\n")
    assert re.findall(r"<(h\d)", said) == ["h2", "h3", "h2"]


def test_headings_of_the_same_words_have_ids_of_their_own():
    assert re.findall(r'id="([^"]+)"', shown("# Dose\n\n# Dose\n\n# !\n")) == [
        "s-dose",
        "s-dose-2",
        "s-section",
    ]


def test_many_headings_of_the_same_words_are_counted_on_not_tried_from_the_first():
    class Asked(Counter):
        times = 0

        def __contains__(self, name):
            self.times += 1
            return super().__contains__(name)

    taken = Asked()
    assert [_free("a", taken) for _ in range(1000)] == ["a", *(f"a-{n}" for n in range(2, 1001))]
    assert taken.times < 2 * 1000


def test_a_heading_that_is_called_as_another_would_be_numbered_has_an_id_of_its_own():
    assert re.findall(r'id="([^"]+)"', shown("# a\n\n# a 2\n\n# a\n\n# a 2\n")) == ["s-a", "s-a-2", "s-a-3", "s-a-2-2"]


def test_tables_are_aligned_by_class_as_the_policy_forbids_inline_style():
    said = shown("| a | b |\n|:-:|--:|\n| 1 | 2 |\n")
    assert '<th class="center">a</th>' in said
    assert "style" not in said


def test_no_image_is_fetched_from_anywhere():
    assert "<img" not in shown(
        "![A hip](https://tracker.example/hip.png) and ![x](data:image/png;base64,AAAA)"
    )


@pytest.mark.parametrize("address", ["https://example.org/a", "http://example.org", "mailto:a@example.org"])
def test_links_to_web_and_mail_are_links_that_vouch_for_nothing(address):
    assert f'<a href="{address}" rel="nofollow noopener">here</a>' in shown(f"[here]({address})")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "/admin/", "//evil.example", "#main"]
)
def test_other_links_stay_as_written(address):
    assert "<a " not in shown(f"[here]({address})")


def test_html_in_a_text_is_text():
    said = shown("<b>Bold</b> <script>alert(1)</script>")
    assert words(said).strip() == "<b>Bold</b> <script>alert(1)</script>"


def test_reference_lines_link_identifiers():
    line = reference_line({"type": "article-journal", "title": "A <i>title</i>", "DOI": "10.5555/x"})
    assert 'href="https://doi.org/10.5555/x"' in line
    assert 'rel="nofollow noopener noreferrer"' in line


def test_a_reference_of_which_nothing_is_known_says_so():
    assert reference_line({}) == "Nothing is known of this source."


# --- Whatever is sent -----------------------------------------------------------------------------

PLAIN = st.text("abc xyz.,()é漢0123456789", max_size=40).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(PLAIN, st.sampled_from(["[1]", "[2]", "[1,3]", "[9]", "[@b]"])), max_size=8), PLAIN)
def test_the_text_around_the_markers_is_unchanged(pieces, rest):
    text, citations, expected = "", [], ""
    numbers = {"[1]": ("a",), "[2]": ("b",), "[1,3]": ("a", "c"), "[9]": (), "[@b]": ("b",)}
    read = {"[1]": "1", "[2]": "2", "[1,3]": "1,3", "[9]": "[9]", "[@b]": "2"}
    for run, marker in pieces:
        text, expected = text + f"x{run}x ", expected + f"x{run}x {read[marker]} "
        unknown = ("9",) if marker == "[9]" else ()
        citations.append(Citation(len(text), len(text) + len(marker), numbers[marker], unknown))
        text += marker + " "
    said = words(render(text + f"x{rest}x", citations, ENTRIES))
    assert said.strip() == (expected + f"x{rest}x").strip()


@settings(max_examples=300)
@given(st.text("[]()*_`#>|-!<>&\"'\\ \n\t1234@abΩ⸢⸣.:/", max_size=80))
def test_markers_change_nothing_else_whatever_the_markdown(text):
    """Each marker shown as it was written: the page then reads as if there had been no markers."""
    try:
        found = bind(text, KEYS)
    except ValueError:
        return
    assume(not any(set(text[c.start : c.end]) & set("\\*_&<`") for c in found))
    as_written = [Citation(c.start, c.end, (), (text[c.start + 1 : c.end - 1],)) for c in found]
    assert words(render(text, as_written, ENTRIES)).split() == words(render(text, [], ENTRIES)).split()


TAGS = re.compile(r"<\s*/?\s*([a-z0-9-]+)([^>]*)>", re.IGNORECASE)
ALLOWED = {
    "a", "b", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p",
    "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def tame(markup: str) -> None:
    """Only tags and attributes that can do nothing; no address but of web, mail and this page."""
    for name, attributes in TAGS.findall(markup):
        assert name.lower() in ALLOWED
        found = re.findall(r'\s([a-z-]+)="([^"]*)"', attributes)
        assert not re.sub(r'\s[a-z-]+="[^"]*"', "", attributes).strip(" /")
        for attribute, value in found:
            assert attribute in {"href", "title", "rel", "id", "class", "start", "aria-label"}
            if attribute == "href":
                assert re.match(r"(https?://|mailto:|#ref-)", html.unescape(value))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup_that_does_anything(payload):
    key = payload.replace("]", "").replace("[", "") or "x"
    entries = [Entry(1, key, "research", {"type": "article-journal", "title": payload, "URL": payload})]
    for text in (
        payload,
        f"[x]({payload})",
        f"<{payload}>",
        f"# {payload}\n\n`{payload}`",
        f"| {payload} |\n|--|\n| {payload} |",
    ):
        tame(
            render(
                f"{text}\n\nRest [1].", [Citation(len(text) + 7, len(text) + 10, (key,), (payload,))], entries
            )
        )
    tame(reference_line(entries[0].csl))
    block = data_block({"name": payload})
    assert block.lower().count("</script") == 1
    assert "<!--" not in block
