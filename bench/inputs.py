"""Reference lists, articles and notices as they come, made up here: the same ones in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

_NOUNS = [
    "hip", "strain", "knee", "tendon", "runner", "swimmer", "physiotherapy", "exercise", "recovery", "iliopsoas",
    "stretching", "pain", "walking", "rest", "ibuprofen", "naproxen", "placebo", "trial", "cohort", "registry",
    "outcome", "adherence", "surgery", "ultrasound", "imaging", "injury", "return", "sport", "loading", "programme",
    "strength", "flexibility", "children", "adults", "athletes", "military", "recruits", "dancers", "review",
    "guideline",
]  # fmt: skip
_FAMILIES = [
    "Tyler", "Okoro", "Müller", "García", "Haddad", "Chen", "Rivera", "Novak", "Silva", "Jansen", "Smith", "Patel",
    "Kowalski", "Lindqvist", "Rossi",
]  # fmt: skip
_GIVEN = [
    "Ann", "Ben", "Chloé", "Dmitri", "Eva", "Farid", "Grace", "Hiro", "Ines", "João", "Kofi", "Lena", "Mara",
    "Nils", "Olu",
]  # fmt: skip
_JOURNALS = (
    ("American Journal of Sports Medicine", "Am J Sports Med"),
    ("Journal of Orthopaedic Research", "J Orthop Res"),
    ("Clinical Rehabilitation", "Clin Rehabil"),
    ("British Journal of Sports Medicine", "Br J Sports Med"),
)


def works(count: int, seed: int = 7) -> list[dict]:
    """CSL-JSON of papers with two to nine authors and an abstract here and there."""
    dice = random.Random(seed)  # noqa: S311
    return [_work(dice, number) for number in range(1, count + 1)]


def _work(dice: random.Random, number: int) -> dict:
    journal, short = dice.choice(_JOURNALS)
    first = dice.randrange(1, 900)
    work = {
        "type": "article-journal",
        "title": f"{' '.join(dice.choices(_NOUNS, k=dice.randrange(6, 14))).capitalize()}: study {number}",
        "author": [
            {"family": dice.choice(_FAMILIES), "given": f"{dice.choice(_GIVEN)} {dice.choice('ABCDEFG')}."}
            for _ in range(dice.randrange(2, 10))
        ],
        "issued": {"date-parts": [[dice.randrange(1990, 2026), dice.randrange(1, 13)]]},
        "container-title": journal,
        "container-title-short": short,
        "volume": str(dice.randrange(1, 60)),
        "issue": str(dice.randrange(1, 12)),
        "page": f"{first}-{first + dice.randrange(3, 20)}",
        "DOI": f"10.5555/bench.{number}",
        "PMID": str(10_000_000 + number),
    }
    if number % 3 == 0:
        work["abstract"] = " ".join(dice.choices(_NOUNS, k=150)) + "."
    return work


#: The share of paragraphs that tell what to do, in a page of ordinary density.
_TELLING = 0.35
_PARAGRAPHS = (
    "Rest the hip for two days and walk as pain allows [{n}]. Most runners return to sport within 4 to 6 weeks [{n}].",
    "Ibuprofen 400 mg may be taken every six hours for up to three days, with food [{n}]. At most 1200 mg a day.",
    "In a cohort of 214 athletes, 83% had recovered after 12 weeks of graded loading [{n}].",
    "Do not stretch through sharp pain. See a physician if walking is not possible after 48 hours [{n}].",
    "- Weeks 1 and 2: isometric exercise, five times a day [{n}]\n- Weeks 3 and 4: three sets of slow loading [{n}]",
    "The iliopsoas joins the spine to the femur and lifts the thigh; a strain is felt in the groin.",
    "Strains of this muscle are common in sports with sprints and kicks. Most happen at the end of training, when the "
    "muscle is tired, and many people remember the moment at which it happened [{n}].",
    "Ultrasound and magnetic resonance imaging show the extent of a tear, but the history and a careful examination "
    "are enough for most people [{n}]. Imaging is for those who do not get better.",
    "What helps one person does not help every other. The trials are small, their methods differ, and few of them "
    "followed people for longer than a season [{n}].",
    "Fear of moving slows recovery. A physiotherapist can show which movements are safe and how to tell the ache of "
    "exercise from the pain of a new injury.",
)


_PLAIN_PARAGRAPHS = (
    "The iliopsoas is made of two muscles that meet at the groin and share a tendon. It runs over the rim of the pelvis and "
    "moves with every step, which is why walking uphill is felt at once.",
    "People describe a deep ache at the front of the hip, and some feel a snap. The joint is stiff in the morning, climbing "
    "stairs is uncomfortable, and sitting in a low chair brings the ache back [{n}].",
    "### Who gets it\n\n- Runners who change their surface or their shoes\n- Dancers and gymnasts\n"
    "- Players of football and hockey, most of all early in a season [{n}]",
    "The examination looks at strength and at the range of the joint, and the other side is the measure. Nerves and vessels "
    "are looked at as well, since the groin has many neighbours [{n}].",
    "Other things feel alike: a hernia, a stress fracture or a worn joint may hide behind the same words. The story tells "
    "them apart, more than any picture does [{n}].",
    "### What research has looked at\n\nThe trials compared exercise with rest, and they were small. Their authors differ on "
    "what recovery means, and so do their readers [{n}].",
)


def article(size: int = 6_000, references: int = 6, seed: int = 11, *, dense: bool = False) -> str:
    """Markdown of about so many characters, with doses, numbers, directives and markers.

    As rich in sentences, claims and doses as a published question-and-answer page with doses (about 85, 11 and 3 in
    6,000 characters); `dense` is three times as rich in claims and doses.
    """
    dice = random.Random(seed)  # noqa: S311
    parts, length = ["## From the Guidelines"], 0
    while length < size:
        chosen = _PARAGRAPHS if dense or dice.random() < _TELLING else _PLAIN_PARAGRAPHS
        parts.append(dice.choice(chosen).format(n=dice.randrange(1, references + 1)))
        length += len(parts[-1]) + 2
    return "\n\n".join(parts)


HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,\n"
)
_REASONS = "+Error in Data;+Unreliable Results;+Investigation by Journal/Publisher;+Notice - Limited or No Information;"


def notices(count: int, known: int, share: float, seed: int = 13) -> Iterator[str]:
    """A Retraction Watch file: of its rows, `share` name one of `known` works of the registry, the others none."""
    dice = random.Random(seed)  # noqa: S311
    yield HEADER
    for number in range(1, count + 1):
        is_known = dice.random() < share
        doi = f"10.5555/bench.{dice.randrange(1, known + 1)}" if is_known else f"10.5999/elsewhere.{number}"
        day = date(2010, 1, 1) + timedelta(days=dice.randrange(5_500))
        nature = dice.choices(("Retraction", "Correction", "Expression of concern", "Reinstatement"), (90, 5, 4, 1))[0]
        title = " ".join(dice.choices(_NOUNS, k=10)).capitalize()
        authors = ";".join(f"{dice.choice(_GIVEN)} {dice.choice(_FAMILIES)}" for _ in range(5))
        dates = f"{day.month}/{day.day}/{day.year} 0:00,10.5999/notice.{number},0,1/1/2009 0:00"
        place = f'"Department of Surgery, Hospital {number % 900}, Sampletown",Journal {number % 300},Press,Nowhere'
        yield (
            f'{number},"{title}, a study",(HSC) Medicine;,{place},{authors},,Research Article;,'
            f"{dates},{doi},0,{nature},{_REASONS},No,,\n"
        )
