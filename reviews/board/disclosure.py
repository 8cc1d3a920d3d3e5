"""The disclosure form of the International Committee of Medical Journal Editors."""

#: The ICMJE's disclosure form: support for the present work, then what the past 36 months brought.
ICMJE = (
    "Support for the present work",
    "Grants or contracts",
    "Royalties or licences",
    "Consulting fees",
    "Payment or honoraria for lectures, presentations, manuscripts or educational events",
    "Payment for expert testimony",
    "Support for attending meetings or travel",
    "Patents planned, issued or pending",
    "Participation on a data safety monitoring or advisory board",
    "Leadership role in another board, society, committee or advocacy group",
    "Stock or stock options",
    "Equipment, materials, drugs, medical writing, gifts or other services received",
    "Other financial or non-financial interests",
)
