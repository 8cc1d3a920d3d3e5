"""What a board member fills in at the desk. A signature's rules are the API's, read by its serializer."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict

from articles.admin.doormat import DoorForm
from articles.errors import Refusal
from articles.identity import Proof, prove
from reviews.answers import CommentInput, SigningInput
from reviews.models import Assignment, Verdict
from reviews.models.review import CLAIM_VERDICTS
from reviews.reading import Reading
from reviews.workflow import Signing

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
VERDICTS = [
    (Verdict.APPROVE, "Approve: this text may be shown as reviewed"),
    (Verdict.REQUEST_CHANGES, "Request changes: it needs mending first"),
    (Verdict.REJECT, "Reject: it should not be published"),
]
MEANINGS = [
    ("", "Choose what your signature means"),
    ("review", "Review: I have read this text and its references, and this is my judgement"),
    ("approval", "Approval: I have read this text and its references, and approve it"),
    ("responsibility", "Responsibility: I answer for the medical content of this text"),
]


class AcceptForm(DoorForm):
    """Nothing to fill in."""


class DecliningForm(DoorForm):
    reason = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                             label="Why you decline", help_text="For the editors only.")  # fmt: skip
    suggestion = forms.CharField(max_length=500, required=False, label="Whom you suggest instead")


class RemarkForm(DoorForm):
    """A comment on words of the text (W3C text-quote selector: the words, and what stands around them)."""

    body = forms.CharField(max_length=10_000, label="Comment", widget=forms.Textarea(attrs={"rows": 3}))
    exact = forms.CharField(max_length=2000, required=False, strip=False, label="Words it is about",
                            widget=forms.Textarea(attrs={"rows": 2}),
                            help_text="Copy them from the text, or mark them there.")  # fmt: skip
    prefix = forms.CharField(max_length=200, required=False, strip=False, widget=forms.HiddenInput)
    suffix = forms.CharField(max_length=200, required=False, strip=False, widget=forms.HiddenInput)
    rendition = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        """As the API's comment: {body, quote, rendition}."""
        said = super().clean()
        quote = (
            {part: said.get(part, "") for part in ("exact", "prefix", "suffix")} if said.get("exact") else {}
        )
        given = CommentInput(data={"body": said.get("body", ""), "rendition": said.get("rendition", ""),
                                   **({"quote": quote} if quote else {})})  # fmt: skip
        if not self.errors and not given.is_valid():
            self.add_error(None, _words(given.errors))
        return {} if self.errors else dict(given.validated_data)


class SigningForm(DoorForm):
    """A review to be signed. Until then what stands in it is a draft, which `typed` gives."""

    verdict = forms.ChoiceField(
        choices=VERDICTS, required=False, widget=forms.RadioSelect, label="Your verdict"
    )
    renditions = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple,
                                           label="What you have read in full")  # fmt: skip
    note_to_author = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}),
                                     help_text="The author gets it in the end. Needed unless you approve.")  # fmt: skip
    note_to_editor = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}),
                                     help_text="Confidential: the author never sees it.")  # fmt: skip
    disclosed = forms.ChoiceField(
        choices=[("none", "I have nothing to disclose"), ("items", "I disclose what stands below")],
        required=False, widget=forms.RadioSelect, label="Interests in the past 36 months",
    )  # fmt: skip
    name = forms.CharField(required=False, label="Your full name, typed as your signature")
    meaning = forms.ChoiceField(choices=MEANINGS, required=False, label="What your signature means")
    password = forms.CharField(
        required=False, strip=False, label="Your password, once more",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(
        self, data=None, *, seat: Assignment, reading: Reading, user: User, draft: dict | None = None
    ) -> None:
        initial = _initial(seat.draft if draft is None else draft)
        super().__init__(data, article=seat.round.article, initial=initial, auto_id="sign_%s")
        self.user, self.claims = user, reading.claims
        self.proof: Proof | None = None
        self.fields["renditions"].choices = [
            (tab.audience, tab.audience.capitalize()) for tab in reading.tabs
        ]
        self.fields["name"].help_text = f"As on the board: {seat.board_member.name}"
        for claim in reading.claims:
            choices = [(verdict, verdict.replace("_", " ")) for verdict in CLAIM_VERDICTS]
            self.fields[f"claim-{claim.identity}"] = forms.ChoiceField(
                choices=choices, required=False, widget=forms.RadioSelect, label=claim.text
            )
        for place, item in enumerate(ICMJE):
            self.fields[f"entity-{place}"] = forms.CharField(required=False, label=f"{item}: with whom")
            self.fields[f"detail-{place}"] = forms.CharField(required=False, label=f"{item}: what")

    def judged(self) -> list[tuple]:
        """Each claim with its field."""
        return [(claim, self[f"claim-{claim.identity}"]) for claim in self.claims]

    def items(self) -> list[tuple]:
        """Each item of the disclosure form with its two fields."""
        return [(item, self[f"entity-{place}"], self[f"detail-{place}"]) for place, item in enumerate(ICMJE)]

    def clean(self) -> dict:
        said = typed(self.data)
        said["signature"] = {**said.pop("signature"), "password": self.data.get("password", "")}
        given = SigningInput(data={name: value for name, value in said.items() if value not in ("", [], {})})
        if not given.is_valid():
            self._show(given.errors)
            return {}
        signature = (said := dict(given.validated_data)).pop("signature")
        try:
            self.proof = prove(self.user, password=signature["password"])
        except Refusal as refusal:
            self.refuse(refusal)
        return {"signing": Signing(name=signature["name"], meaning=signature["meaning"], **said)}

    def _show(self, errors: dict) -> None:
        """The serializer's errors at the fields of this form."""
        places = {**errors.pop("signature", {}), **errors}
        for name, found in places.items():
            field = {"disclosure": "disclosed", "claims": None}.get(name, name)
            self.add_error(field if field in self.fields else None, _words(found))


def typed(data: QueryDict) -> dict:
    """What stands in the form, in the shape of the API's review and without the password: the draft."""
    items = [
        {"item": item, "entity": data.get(f"entity-{place}", ""), "detail": data.get(f"detail-{place}", "")}
        for place, item in enumerate(ICMJE)
        if data.get(f"entity-{place}") or data.get(f"detail-{place}")
    ]
    claims = {
        name.removeprefix("claim-"): value
        for name, value in data.items()
        if name.startswith("claim-") and value
    }
    plain = {name: data.get(name, "") for name in ("verdict", "note_to_author", "note_to_editor")}
    disclosure = {"none": True} if data.get("disclosed") == "none" else {"items": items} if items else {}
    return {
        **plain,
        "content_hash": data.get("seen_hash", ""),
        "renditions": data.getlist("renditions"),
        "claims": claims,
        "disclosure": disclosure,
        "signature": {name: data.get(name, "") for name in ("name", "meaning")},
    }


def _initial(draft: dict) -> dict:
    """A draft back in the fields. Programs may have kept another shape: what does not fit is left out."""
    initial = {
        name: draft[name]
        for name in ("verdict", "note_to_author", "note_to_editor", "renditions")
        if name in draft
    }
    claims, disclosure, signature = (
        _object(draft.get(name)) for name in ("claims", "disclosure", "signature")
    )
    initial |= {f"claim-{identity}": verdict for identity, verdict in claims.items()}
    initial |= {name: signature[name] for name in ("name", "meaning") if name in signature}
    if disclosure:
        initial["disclosed"] = "none" if disclosure.get("none") else "items"
    for line in map(_object, disclosure.get("items") or []):
        if line.get("item") in ICMJE:
            place = ICMJE.index(line["item"])
            initial |= {f"entity-{place}": line.get("entity", ""), f"detail-{place}": line.get("detail", "")}
    return initial


def _object(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _words(errors: object) -> list[str]:
    """The words of a serializer's nested errors."""
    if isinstance(errors, dict):
        errors = [word for inner in errors.values() for word in _words(inner)]
    return [word for inner in errors for word in _words(inner)] if isinstance(errors, list) else [str(errors)]
