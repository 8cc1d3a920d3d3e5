"""The demo's texts and sources, written for it. The sources are made up, and say so by their identifiers (10.5555)."""

from __future__ import annotations


def source(key: str, title: str, family: str, year: int, kind: str = "research", container: str = "Demo Journal of Medicine"):
    """One entry of a reference list."""
    csl = {
        "type": "article-journal" if kind == "research" else "report", "title": title,
        "author": [{"family": family, "given": "R."}] if kind == "research" else [{"literal": family}],
        "issued": {"date-parts": [[year]]}, "DOI": f"10.5555/demo.{key}",
    }  # fmt: skip
    csl |= {"container-title": container} if kind == "research" else {"publisher": family}
    return {"key": key, "kind": kind, "csl": csl}


#: external id: (question, specialty, {audience: text}, entries)
TEXTS = {
    "demo-plantar": (
        "What helps against plantar heel pain?", "Musculoskeletal",
        {
            "clinician": "## From the Guidelines\n\nExplain the good outlook, and load the calf and the plantar fascia step "
            "by step [@heel22]. Night splints are an option where stretching alone does not help [@heel22].\n\n"
            "## From the Research\n\n- Heavy slow resistance training relieves pain [@bergman21]\n"
            "- Taping helps in the first weeks [@ito19]\n",
            "patient": "## What you can do\n\nHeel pain usually gets better by itself, but slowly. Stretch your calf every "
            "morning and raise your heels on a step [@bergman21]. Soft soles and tape can help at first [@ito19].\n",
        },
        [
            source("heel22", "Care of plantar heel pain", "Example Society of Physiotherapy", 2023, "guideline"),
            source("bergman21", "Heavy slow resistance training for heel pain", "Bergman", 2021),
            source("ito19", "Low-dye taping in plantar heel pain", "Ito", 2020),
        ],
    ),
    "demo-ankle": (
        "When may a sprained ankle be loaded again?", "Musculoskeletal",
        {"clinician": "## From the Guidelines\n\nEarly loading in a brace beats a cast for most sprains [@ankle24]. Let people walk "
         "in the brace from the second day, as far as it hurts little [@ankle24]. Avoid running until they hop on that leg without "
         "pain [@ankle24].\n\nOver-the-counter ibuprofen, 200 mg every 6 hours with food, is an option for adults in the first days "
         "[@ankle24]. It must not be taken with a stomach ulcer, kidney disease or a blood thinner [@ankle24].\n\n## From the "
         "Research\n\nBalance training for 8 weeks lowers the risk of another sprain by a third [@novak20].\n"},
        [
            source("ankle24", "Ankle sprains in adults", "Example Society of Physiotherapy", 2024, "guideline"),
            source("novak20", "Balance training after ankle sprain", "Novak", 2020),
        ],
    ),
    "demo-frozen": (
        "How long does a frozen shoulder last?", "Musculoskeletal",
        {"clinician": "## From the Research\n\nMost shoulders thaw, though some stiffness may stay [@lund18]. Gentle "
         "stretching within the limit of pain is as good as forceful stretching [@lund18; @reyes21].\n"},
        [source("lund18", "The course of frozen shoulder", "Lund", 2019), source("reyes21", "Stretching the stiff shoulder", "Reyes", 2021)],
    ),
    "demo-palpitations": (
        "Which palpitations need an examination?", "Cardiovascular",
        {"clinician": "## From the Guidelines\n\nRecord an electrocardiogram in everyone who reports palpitations [@rhythm23]. "
         "Fainting, or palpitations under effort, call for a cardiologist soon [@rhythm23].\n",
         "caregiver": "## When to get help\n\nCall for help at once if somebody faints with a racing heart [@rhythm23].\n"},
        [source("rhythm23", "Palpitations in primary care", "Example College of Cardiology", 2023, "guideline")],
    ),
    "demo-tennis": (
        "Does an elbow brace help against tennis elbow?", "Musculoskeletal",
        {"clinician": "## From the Research\n\nA brace relieves pain in the first weeks and makes no difference later "
         "[@silva20]. Exercise that strengthens the wrist extensors has the better effect [@maro22].\n"},
        [source("silva20", "Braces for lateral elbow pain", "Silva", 2020), source("maro22", "Strengthening for lateral elbow pain", "Maro", 2022)],
    ),
    "demo-backpain": (
        "Is bed rest good for acute back pain?", "Musculoskeletal",
        {"clinician": "## From the Guidelines\n\nStaying active beats bed rest in acute back pain [@back22].\n\n## From the "
         "Research\n\nPeople who stay active return to work earlier [@haas20].\n"},
        [source("back22", "Acute low back pain", "Example Society of Spine Care", 2022, "guideline"), source("haas20", "Activity in acute back pain", "Haas", 2020)],
    ),
    "demo-runners": (
        "What is behind a runner's knee?", "Musculoskeletal",
        {"clinician": "## From the Research\n\nPain around the kneecap has many causes, and weak hip muscles are one of them "
         "[@king21]. Exercise for hip and knee together relieves more than exercise for the knee alone [@king21].\n"},
        [source("king21", "Hip and knee exercise in patellofemoral pain", "King", 2021)],
    ),
    "demo-gout": (
        "Which foods bring on an attack of gout?", "Rheumatologic",
        {"clinician": "## From the Research\n\nBeer, spirits and much red meat go with more attacks; milk products go with "
         "fewer [@weiss19].\n"},
        [source("weiss19", "Diet and attacks of gout", "Weiss", 2019)],
    ),
    "demo-cramps": (
        "Do mineral supplements stop muscle cramps at night?", "Musculoskeletal",
        {"clinician": "## From the Research\n\nIn older adults, magnesium did no better than placebo [@adler18].\n"},
        [source("adler18", "Magnesium for night-time leg cramps", "Adler", 2018)],
    ),
    "demo-shin": (
        "How are shin splints told from a stress fracture?", "Musculoskeletal",
        {"clinician": "## From the Guidelines\n\nPain at one point of the bone, or pain at night, calls for imaging "
         "[@shin21].\n"},
        [source("shin21", "Pain of the lower leg in athletes", "Example College of Sports Physicians", 2023, "guideline")],
    ),
    "demo-posture": (
        "Does posture cause neck pain?", "Musculoskeletal",
        {"clinician": "## From the Research\n\nNo posture was shown to cause neck pain by itself [@olsen20].\n"},
        [source("olsen20", "Posture and neck pain: a cohort", "Olsen", 2020)],
    ),
    "demo-crystals": (
        "Do healing crystals relieve joint pain?", "Musculoskeletal",
        {"clinician": "## From the Research\n\nNo trial was found that tested it [@none].\n"},
        [],
    ),
}  # fmt: skip
