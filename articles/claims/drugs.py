"""Names by which a text speaks of medicines, and the groups they belong to.

This only recognises: no limit or caution is stated here (those stand in the label table, each with its source).
Names are international nonproprietary names, US adopted names where they differ, and the commonest brands;
unlisted generics are known by their stem (WHO, "The use of stems in the selection of INN").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_GROUPS = {
    "nsaid": """ibuprofen naproxen aspirin diclofenac indomethacin indometacin ketorolac meloxicam celecoxib
        etoricoxib ketoprofen piroxicam nabumetone etodolac sulindac mefenamic aceclofenac advil motrin nurofen
        aleve voltaren""",
    "analgesic": "acetaminophen paracetamol tylenol panadol nefopam",
    "opioid": """morphine oxycodone hydrocodone codeine tramadol fentanyl hydromorphone methadone buprenorphine
        tapentadol pethidine meperidine dihydrocodeine oxymorphone naloxone naltrexone""",
    "anticoagulant": """warfarin heparin enoxaparin dalteparin rivaroxaban apixaban dabigatran edoxaban fondaparinux
        acenocoumarol coumadin tinzaparin""",
    "antiplatelet": "clopidogrel ticagrelor prasugrel dipyridamole",
    "steroid": """prednisone prednisolone methylprednisolone dexamethasone hydrocortisone triamcinolone betamethasone
        budesonide fluticasone beclometasone beclomethasone mometasone cortisone deflazacort fludrocortisone
        clobetasol corticosteroid corticosteroids glucocorticoid glucocorticoids""",
    "antibiotic": """amoxicillin ampicillin penicillin flucloxacillin cloxacillin dicloxacillin co-amoxiclav augmentin
        cefalexin cephalexin cefazolin cefuroxime ceftriaxone cefotaxime cefixime cefepime azithromycin
        clarithromycin erythromycin clindamycin doxycycline minocycline tetracycline ciprofloxacin levofloxacin
        moxifloxacin nitrofurantoin trimethoprim sulfamethoxazole co-trimoxazole metronidazole tinidazole vancomycin
        linezolid gentamicin tobramycin meropenem rifampicin rifampin isoniazid pyrazinamide ethambutol fosfomycin
        piperacillin tazobactam daptomycin""",
    "antiviral": """aciclovir acyclovir valaciclovir valacyclovir famciclovir oseltamivir remdesivir ribavirin
        tenofovir lamivudine zidovudine nirmatrelvir""",
    "antifungal": "fluconazole itraconazole terbinafine nystatin clotrimazole miconazole amphotericin ketoconazole",
    "antiparasitic": "ivermectin albendazole mebendazole praziquantel permethrin hydroxychloroquine chloroquine quinine",
    "cardiovascular": """lisinopril ramipril enalapril perindopril captopril losartan valsartan candesartan irbesartan
        amlodipine nifedipine diltiazem verapamil metoprolol bisoprolol atenolol propranolol carvedilol labetalol
        furosemide bumetanide torsemide hydrochlorothiazide chlorthalidone indapamide spironolactone eplerenone
        digoxin amiodarone flecainide sotalol nitroglycerin atorvastatin simvastatin rosuvastatin pravastatin
        ezetimibe sacubitril hydralazine doxazosin clonidine ivabradine adenosine atropine""",
    "diabetes": """metformin insulin gliclazide glipizide glimepiride glyburide sitagliptin linagliptin empagliflozin
        dapagliflozin canagliflozin semaglutide liraglutide dulaglutide pioglitazone glucagon tirzepatide""",
    "gastrointestinal": """omeprazole esomeprazole lansoprazole pantoprazole rabeprazole famotidine ranitidine
        loperamide ondansetron metoclopramide domperidone prochlorperazine macrogol senna bisacodyl lactulose
        docusate mesalazine mesalamine simethicone misoprostol sucralfate psyllium hyoscine imodium""",
    "respiratory": """salbutamol albuterol salmeterol formoterol terbutaline ipratropium tiotropium montelukast
        theophylline guaifenesin pseudoephedrine dextromethorphan oxymetazoline""",
    "antihistamine": """loratadine cetirizine fexofenadine chlorphenamine chlorpheniramine diphenhydramine
        desloratadine levocetirizine promethazine hydroxyzine benadryl claritin""",
    "psychiatric": """sertraline fluoxetine citalopram escitalopram paroxetine venlafaxine duloxetine mirtazapine
        bupropion amitriptyline nortriptyline trazodone lithium quetiapine olanzapine risperidone aripiprazole
        haloperidol clozapine diazepam lorazepam alprazolam clonazepam midazolam temazepam zolpidem buspirone
        methylphenidate atomoxetine melatonin""",
    "neurologic": """gabapentin pregabalin carbamazepine oxcarbazepine valproate phenytoin levetiracetam lamotrigine
        topiramate phenobarbital levodopa carbidopa donepezil memantine sumatriptan rizatriptan baclofen tizanidine
        cyclobenzaprine methocarbamol propofol ketamine""",
    "endocrine": """levothyroxine liothyronine methimazole carbimazole propylthiouracil estradiol oestradiol
        progesterone testosterone desmopressin oxytocin cabergoline""",
    "bone": "alendronate alendronic risedronate zoledronic denosumab teriparatide raloxifene ibandronate",
    "immunologic": """methotrexate azathioprine sulfasalazine leflunomide mycophenolate ciclosporin cyclosporine
        tacrolimus adalimumab etanercept infliximab rituximab tocilizumab abatacept""",
    "gout": "allopurinol febuxostat colchicine probenecid",
    "emergency": "epinephrine adrenaline noradrenaline norepinephrine alteplase tenecteplase epipen",
    "urologic": "tamsulosin finasteride dutasteride oxybutynin tolterodine solifenacin mirabegron sildenafil tadalafil",
    "oncologic": "tamoxifen letrozole anastrozole cisplatin carboplatin cyclophosphamide doxorubicin paclitaxel",
    "supplement": """cholecalciferol colecalciferol ergocalciferol iron ferrous folic folate calcium magnesium zinc
        potassium cyanocobalamin hydroxocobalamin vitamin thiamine pyridoxine glucosamine""",
    "other": "lidocaine bupivacaine capsaicin tranexamic isotretinoin tretinoin benzoyl acetylcysteine nicotine",
}
_STEMS = (
    r"[a-z]{3,}(?:cillin|mycin|floxacin|cycline|oxacin|azole|prazole|statin|sartan|olol|dipine|gliptin|gliflozin"
    r"|glutide|parin|xaban|triptan|setron|tidine|profen|coxib|oxicam|azepam|azolam|barbital|vudine|ciclovir|tinib"
    r"|[lztn]umab|ximab|mumab|dronate|lukast|terol|thiazide|caine|sone|solone|gabalin|racetam|oxetine|platin|taxel)"
)
#: Words that end like a stem and name no medicine.
_NOT_STEMMED = frozenset("person season reason mason poison prison lesson liaison sone garrison".split())
_WORDS = {
    "nsaid": (
        "nsaid",
        "nsaids",
        "non-steroidal anti-inflammatory drugs",
        "nonsteroidal anti-inflammatory drugs",
    ),
    "antibiotic": ("antibiotic", "antibiotics"),
    "opioid": ("opioid", "opioids"),
    "anticoagulant": ("anticoagulant", "anticoagulants", "blood thinner", "blood thinners"),
}
#: Names of one substance, so that a label row is found under any of them.
SYNONYMS = {
    "paracetamol": "acetaminophen", "tylenol": "acetaminophen", "panadol": "acetaminophen", "advil": "ibuprofen",
    "motrin": "ibuprofen", "nurofen": "ibuprofen", "aleve": "naproxen", "claritin": "loratadine",
    "imodium": "loperamide", "acetylsalicylic acid": "aspirin", "coumadin": "warfarin", "albuterol": "salbutamol",
}  # fmt: skip
#: Groups, and single names, that are sold over the counter in most countries in some strength.
_NONPRESCRIPTION_NAMES = """ibuprofen naproxen aspirin acetaminophen loratadine cetirizine fexofenadine loperamide
    diphenhydramine famotidine omeprazole clotrimazole hydrocortisone guaifenesin dextromethorphan simethicone
    bisacodyl senna docusate psyllium macrogol melatonin nicotine capsaicin nsaid nsaids"""
GROUP = {name: group for group, names in _GROUPS.items() for name in names.split()}
GROUP |= {word: group for group, words in _WORDS.items() for word in words} | {
    "acetylsalicylic acid": "nsaid"
}

NONPRESCRIPTION = frozenset(_NONPRESCRIPTION_NAMES.split()) | {
    name for name, group in GROUP.items() if group == "supplement"
}

_PHRASES = sorted((name for name in GROUP if " " in name or "-" in name), key=len, reverse=True)
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, _PHRASES))}|[a-z]{{4,}}+)(?!\w)", re.IGNORECASE)
_STEM = re.compile(rf"{_STEMS}\Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """A medicine or a group of them named in a text; `name` in lower case, one for all its synonyms."""

    start: int
    end: int
    name: str
    group: str


@lru_cache(maxsize=20_000)
def group_of(word: str) -> str | None:
    """The group of a medicine named in lower case; "" for one known by its stem, None for other words."""
    group = GROUP.get(word)
    if group is None and _STEM.match(word) and word not in _NOT_STEMMED:
        return ""
    return group


def mentions(text: str) -> list[Mention]:
    """All medicines that a text names, in order."""
    found = []
    for match in _WORD.finditer(text):
        name = match[0].lower()
        group = group_of(name)
        if group is not None:
            found.append(Mention(match.start(), match.end(), SYNONYMS.get(name, name), group))
    return found
