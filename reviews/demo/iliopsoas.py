"""The article that medreview was made for, in our own words: as such pages come in, defects and all."""

from __future__ import annotations

QUESTION = "How is a strained or injured iliopsoas muscle treated?"

#: Six numbers in use, five references: [6] dangles, and whoever counted left one source out.
DEFECTIVE = """## From the Guidelines

Rest, physical therapy and relief of pain come first when the iliopsoas muscle is strained, with gentle stretching and \
later strengthening of the hip flexors [1]. Stop what provokes the pain and cool the groin in the first days. \
Over-the-counter NSAIDs help with pain: ibuprofen 400-600 mg three times daily with food, or naproxen 220-440 mg twice \
daily [1]. Ultrasound or MRI shows whether the bursa is inflamed as well [1].

- Stop or reduce what hurts
- Stretch the kneeling hip flexor every day, then add bridges and work for the trunk
- Consider an injection of a corticosteroid in severe cases [1]
- Return to sport step by step, usually after two to four weeks [1]

## From the Research

- Physical therapy, activity modification and an injection relieve most patients [2]
- A programme that strengthens hip rotation reduces pain [3]
- Manual therapy together with active exercise restores movement [4]
- Where this fails, the tendon can be lengthened by arthroscopy [2]

## Specific Conditions

An abscess of the iliopsoas is treated with broad-spectrum antibiotics and drained through the skin or by surgery [5]. A \
haematoma under warfarin is treated with bed rest and withdrawal of the drug, or by embolisation of the artery [6].
"""


def _bare(title: str, container: str, year: int) -> dict:
    return {"type": "article-journal", "title": title, "container-title": container, "issued": {"date-parts": [[year]]}}


#: As such pages list them: a guideline of the publisher's own board, and papers without authors or identifiers.
DEFECTIVE_REFERENCES = [
    {
        "key": "board2025", "kind": "guideline",
        "csl": {
            "type": "report", "title": "Overview of hip flexor injuries",
            "author": [{"literal": "medreview demo Medical Advisory Board"}], "issued": {"date-parts": [[2025]]},
        },
    },
    {"key": "pathology2016", "kind": "research", "csl": _bare("The iliopsoas: disorders, diagnosis and care", "Sports Clinics", 2016)},
    {"key": "hidden2020", "kind": "research", "csl": _bare("A hidden muscle: the iliopsoas in athletes", "Current Sports Reports", 2020)},
    {"key": "abscess2009", "kind": "research", "csl": _bare("Managing and treating the iliopsoas abscess", "Surgical Archives", 2009)},
    {"key": "haematoma2012", "kind": "research", "csl": _bare("Iliopsoas haematoma, a rare complication of warfarin", "College Journal", 2012)},
]  # fmt: skip


def submission(text: str, references: list[dict], **changes) -> dict:
    """A body for `POST articles/`."""
    return {
        "question": QUESTION,
        "specialty": "Musculoskeletal",
        "topics": ["sports medicine", "hip"],
        "renditions": {"clinician": text},
        "contributors": [{"name": "Jonas Weber"}],
        "references": references,
        "provenance": {"kind": "ai", "generator": "demo pipeline"},
    } | changes
