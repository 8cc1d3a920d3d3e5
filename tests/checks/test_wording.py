"""What authors read: every finding of these pages, word for word, with its place. The words are in `wording.txt`.

Changed a message on purpose? `python -m tests.checks.test_wording` writes the file anew: read the difference before it goes in.
"""

from __future__ import annotations

import re
from pathlib import Path

from articles.checks import Finding, examine, reported
from articles.content import Content
from articles.markers import bind
from tests.checks.pages import CONTEXT, entry, page
from tests.stack import ROOT

TOLD = Path(__file__).with_name("wording.txt")
FINDINGS = ROOT / "docs" / "findings.md"
_OWN = {"author": [{"literal": "Harbour Health"}]}
_GOUT = (entry(1, "Colchicine in gout"), entry(2, "Aciclovir for shingles"))
_DISEASES = ("gout", "shingles", "migraine", "scabies", "psoriasis", "tinnitus")
_HARD = (
    "Gastrointestinal haemorrhage necessitates immediate hospitalisation, notwithstanding the apparent insignificance of "
    "preliminary symptomatology, particularly among individuals with coexisting cardiovascular comorbidities requiring "
    "uninterrupted anticoagulation throughout recuperation, rehabilitation and reintegration into customary occupations."
)


def _all_moved() -> Content:
    """Every line cites the neighbour of the work that it speaks of, and no number lies beyond the list."""
    text = "\n\n".join(f"{name.title()} is told apart by its looks [{at}]." for at, name in enumerate(_DISEASES[1:], 1))
    return page(text, *(entry(at, f"A cohort with {name}") for at, name in enumerate(_DISEASES, 1)))


def _two_renditions() -> Content:
    texts = {"clinician": "Take ibuprofen 200 mg daily [1].", "patient": "Take ibuprofen 200 mg daily."}
    return Content("What helps?", texts, (entry(1),), {audience: bind(text, ["r1"]) for audience, text in texts.items()})


PAGES = {
    "a number beyond the list": page("So it is [3].", entry(1), entry(2)),
    "a number beyond a list of one": page("So it is [2, 3].", entry(1)),
    "a marker without any list": page("So it is [1]."),
    "an unknown key": page("So it is [@smith2020].", entry(1)),
    "one marker moved where the list is short": page("Gout flares respond to colchicine [2]. Shingles hurts [3].", *_GOUT),
    "the same beneath a heading": page("## Gout\n\nFlares respond to colchicine [2].\n\n## Shingles\n\nIt hurts [3].", *_GOUT),
    "the same in the items of a list": page("Gout:\n- colchicine [2]\n\nShingles:\n- rest [3]", *_GOUT),
    "many markers moved alike": _all_moved(),
    "bare numbers": page("Injections can help 1. Drainage works 2.", entry(1), entry(2)),
    "a raised number": page("Injections can help.^1^ Then rest.", entry(1)),
    "a reference that nobody cites": page("So it is [1].", entry(1), entry(2, "Lonely work")),
    "a work twice": page("So [1,2].", entry(1, "One"), entry(2, "One", DOI="10.5555/EXAMPLE.1")),
    "a reference without anything": page("So [1].", entry(1, author=None, issued=None, title=" ", DOI=None)),
    "a reference without a year": page("So [1].", entry(1, "Undated", issued=None)),
    "an old guideline": page("So [1].", entry(1, "Old rules", kind="guideline", issued={"date-parts": [[2015]]})),
    "bad news of every kind": page(
        "So it is [1]. And so [2], and [3], and [4].",
        *(entry(n, notices=(notice,)) for n, notice in enumerate(("retracted", "concern", "corrected", "superseded"), 1)),
    ),
    "own words as a source": page("You should rest [1].", entry(1, "Our advice", **_OWN)),
    "own words for a dose": page("Take ibuprofen 200 mg daily [1, 2].", entry(1, **_OWN), entry(2, **_OWN)),
    "own words as a guideline": page("So it is [1].", entry(1, "Our rules", kind="guideline", publisher="Harbour Health")),
    "a dose without a source": page("Hips bend [1]. Take ibuprofen 200 mg daily.", entry(1)),
    "doses in a list item": page("Hips bend [1].\n\n- Take ibuprofen 200 mg or naproxen 220 mg daily.", entry(1)),
    "a dose in one of two renditions": _two_renditions(),
    "claims without a source": page(
        "Hips bend [1]. You should rest. About 30% relapse. Stretch three times a week. It heals within 2 weeks.", entry(1)
    ),
    "a number that begins with a point": page("You should take .5 mg then !", entry(1)),
    "a claim and no list": page("You should rest."),
    "claims and no list": page("Hips bend. You should rest. About 30% relapse."),
    "a day above the label": page("Take ibuprofen 800 mg three times daily [1].", entry(1)),
    "the same said to be over the counter": page("Over the counter, take ibuprofen 800 mg three times daily [1].", entry(1)),
    "a single dose above the label": page("Take paracetamol 6 g at once [1].", entry(1)),
    "the same for those whom no label speaks of": page("Children may take ibuprofen 800 mg three times daily [1].", entry(1)),
    "a label of another form": page("Take aspirin 6 g daily [1].", entry(1)),
    "a caution that is missing": page("Ibuprofen or naproxen can help [1].\n\nPeople on warfarin bruise, stomach ulcers hurt [1].",
                                      entry(1)),
    "a hard text for patients": page(_HARD, audience="patient"),
}  # fmt: skip


def test_every_finding_says_what_the_table_says():
    assert told() == TOLD.read_text()


def test_the_pages_bring_every_code_forth():
    documented = set(re.findall(r"`((?:[a-z]+-)+[a-z]+)`", FINDINGS.read_text()))
    found = {finding.code for content in PAGES.values() for finding in examine(content, CONTEXT).findings}
    assert found == documented - {reported.CODE}, "A reader's report is found by no rule."


def told() -> str:
    return "\n".join(f"# {name}\n{_findings(content)}" for name, content in PAGES.items())


def _findings(content: Content) -> str:
    found = examine(content, CONTEXT).findings
    return "".join(_finding(one, content.renditions.get(one.rendition, "")) for one in found) or "nothing\n"


def _finding(one: Finding, text: str) -> str:
    place = f" at {one.start}-{one.end} “{text[one.start : one.end]}”" if one.start is not None else ""
    about = f" of {one.reference}" if one.reference else ""
    sure = f" ({one.confidence})" if one.confidence is not None else ""
    where = f" in {one.rendition}" if one.rendition else ""
    return f"{one.severity} {one.code}{where}{place}{about}{sure}\n    {one.message}\n    {one.help}\n"


if __name__ == "__main__":
    TOLD.write_text(told())
