"""The closed lists that articles are described with."""

from articles.content import AUDIENCES

#: schema.org MedicalSpecialty: a closed list, so free text would be wrong in the page's JSON-LD.
SPECIALTIES = (
    "Anesthesia", "Cardiovascular", "CommunityHealth", "Dentistry", "Dermatologic", "Dermatology", "DietNutrition",
    "Emergency", "Endocrine", "Gastroenterologic", "Genetic", "Geriatric", "Gynecologic", "Hematologic", "Infectious",
    "LaboratoryScience", "Midwifery", "Musculoskeletal", "Neurologic", "Nursing", "Obstetric", "Oncologic",
    "Optometric", "Otolaryngologic", "Pathology", "Pediatric", "PharmacySpecialty", "Physiotherapy", "PlasticSurgery",
    "Podiatric", "PrimaryCare", "Psychiatric", "PublicHealth", "Pulmonary", "Radiography", "Renal",
    "RespiratoryTherapy", "Rheumatologic", "SpeechPathology", "Surgical", "Toxicologic", "Urologic",
)  # fmt: skip
PROVENANCES = ("human", "ai", "mixed")

AUDIENCE_CHOICES = [(audience, audience) for audience in AUDIENCES]
SPECIALTY_CHOICES = [(specialty, specialty) for specialty in SPECIALTIES]
