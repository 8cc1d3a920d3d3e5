"""The page of `reviews/demo/iliopsoas.py` as it should be: what its author sends after the findings."""

from __future__ import annotations

TEXT = """## From the Guidelines

Rest, physical therapy and relief of pain come first when the iliopsoas muscle is strained, with gentle stretching and \
later strengthening of the hip flexors [@harbour2023]. Stop what provokes the pain and cool the groin in the first days. \
A pharmacist can advise on pain relief that fits the patient's other medicines.

## From the Research

- Physical therapy and activity modification relieve most patients [@okoye2021]
- A programme that strengthens hip rotation reduces pain [@lindt2019]
- Where this fails, the tendon can be lengthened by arthroscopy [@okoye2021]

## Specific Conditions

An abscess of the iliopsoas is treated with broad-spectrum antibiotics and drained through the skin or by surgery \
[@marsh2018]. A haematoma under an anticoagulant needs the hospital at once [@sato2020].
"""

PATIENT = """## What helps

Rest the sore hip for some days and cool the groin. Begin gentle stretching when it no longer hurts to walk \
[@harbour2023]. Most people get better with exercises that a physiotherapist shows them [@okoye2021].

## When to get help at once

Fever with pain deep in the groin can mean an infection. A sudden swelling while you take a blood thinner can mean a \
bleed into the muscle. Go to hospital with either of them [@marsh2018; @sato2020].
"""


def _paper(title: str, family: str, given: str, container: str, year: int, number: int) -> dict:
    return {
        "type": "article-journal", "title": title, "container-title": container, "issued": {"date-parts": [[year]]},
        "author": [{"family": family, "given": given}],
        "DOI": f"10.5555/medreview-demo.{number}",
    }


REFERENCES = [
    {
        "key": "harbour2023", "kind": "guideline",
        "csl": {
            "type": "report", "title": "Care of groin and hip flexor injuries in adults",
            "author": [{"literal": "Example College of Sports Physicians"}], "issued": {"date-parts": [[2023]]},
            "publisher": "Example College of Sports Physicians", "URL": "https://college.example.org/groin-2023",
        },
    },
    {"key": "okoye2021", "kind": "research", "csl": _paper("Outcome of conservative care in iliopsoas disorders", "Okoye", "Adaeze", "Journal of Hip Studies", 2021, 1)},
    {"key": "lindt2019", "kind": "research", "csl": _paper("Strengthening hip rotation in anterior hip pain: a randomised trial", "Lindt", "Marta", "Physiotherapy Trials", 2019, 2)},
    {"key": "marsh2018", "kind": "research", "csl": _paper("Drainage of iliopsoas abscess: a series of 84 patients", "Marsh", "Peter", "Surgical Practice Today", 2018, 3)},
    {"key": "sato2020", "kind": "research", "csl": _paper("Iliopsoas haematoma in patients on anticoagulants", "Sato", "Yuki", "Haemostasis in Practice", 2020, 4)},
]  # fmt: skip
