"""What a board member fills in at the desk. A signature's rules are the API's, read by its serializer."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict

from articles.admin.doormat import DoorForm
from articles.errors import Refusal
from articles.identity import Proof, prove
from reviews.answers import CommentInput, SigningInput
from reviews.board.disclosure import ICMJE
from reviews.drafts import initial_of, typed
from reviews.models import Assignment, Verdict
from reviews.models.review import CLAIM_VERDICTS
from reviews.reading import Reading
from reviews.verdicts import Earlier
from reviews.workflow import Signing

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


class ConfirmingForm(DoorForm):
    """The signer stands by a signature after news of a cited work, and proves to be the signer."""

    password = forms.CharField(
        required=False,
        strip=False,
        label="Your password, once more",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        required=False, max_length=20, label="Or a code",
        help_text="Of your authenticator app, or a recovery code, in the place of the password.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class SigningForm(DoorForm):
    """A review to be signed. Until then what stands in it is a draft, which `typed` gives."""

    verdict = forms.ChoiceField(
        choices=VERDICTS, required=False, widget=forms.RadioSelect, label="Your verdict"
    )
    renditions = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple,
                                           label="What you have read in full")  # fmt: skip
    note_to_author = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}),
                                     help_text="For the author. Needed unless you approve.")  # fmt: skip
    note_to_editor = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}),
                                     help_text="Confidential: the author never sees it.")  # fmt: skip
    disclosed = forms.ChoiceField(
        choices=[
            ("none", "None: I have nothing to disclose on any of the 13 items"),
            ("items", "I disclose what stands below"),
        ],
        required=False, widget=forms.RadioSelect, label="Interests in the past 36 months",
    )  # fmt: skip
    name = forms.CharField(required=False, label="Your full name, typed as your signature")
    meaning = forms.ChoiceField(choices=MEANINGS, required=False, label="What your signature means")
    password = forms.CharField(
        required=False, strip=False, label="Your password, once more",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    code = forms.CharField(
        required=False, max_length=20, label="Or a code",
        help_text="Of your authenticator app, or a recovery code, in the place of the password.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(
        self, data=None, *, seat: Assignment, reading: Reading, user: User,
        draft: dict | None = None, proof: Proof | None = None,
    ) -> None:  # fmt: skip
        initial = initial_of(seat.draft if draft is None else draft)
        super().__init__(data, article=seat.round.article, initial=initial, auto_id="sign_%s")
        self.user, self.claims = user, reading.claims
        self.earlier: dict[str, Earlier] = {}
        self.proof = proof
        self.fields["renditions"].choices = [
            (tab.audience, tab.audience.capitalize()) for tab in reading.tabs
        ]
        self.fields["name"].help_text = f"As on the board: {seat.board_member.name}"
        for claim in reading.claims:
            choices = [(verdict, verdict.replace("_", " ")) for verdict in CLAIM_VERDICTS]
            self.fields[f"claim-{claim.identity}"] = forms.ChoiceField(
                choices=choices, required=False, widget=forms.RadioSelect, label=claim.text
            )
            self.fields[f"note-{claim.identity}"] = forms.CharField(
                required=False, max_length=5000, label=f"Note on: {claim.text[:80]}", widget=forms.Textarea(attrs={"rows": 2})
            )
        for place, item in enumerate(ICMJE):
            self.fields[f"entity-{place}"] = forms.CharField(required=False, label=f"{item}: with whom")
            self.fields[f"detail-{place}"] = forms.CharField(required=False, label=f"{item}: what")

    def field_at(self, pointer: str) -> str:
        claim = pointer.removeprefix("/claims/")
        return f"claim-{claim}" if claim != pointer else super().field_at(pointer)

    def judged(self) -> list[tuple]:
        """Each claim with its fields, the verdict and a note, and what the signer said of it before."""
        return [
            (claim, self[f"claim-{claim.identity}"], self[f"note-{claim.identity}"], self.earlier.get(claim.identity))
            for claim in self.claims
        ]

    def items(self) -> list[tuple]:
        """Each item of the disclosure form with its two fields."""
        return [(item, self[f"entity-{place}"], self[f"detail-{place}"]) for place, item in enumerate(ICMJE)]

    def clean(self) -> dict:
        said = typed(self.data)
        typed_proof = {name: self.data[name] for name in ("password", "code") if self.data.get(name)}
        said["signature"] = {**said.pop("signature"), **typed_proof}
        given = SigningInput(
            data={name: value for name, value in said.items() if value not in ("", [], {})},
            context={"proven": self.proof is not None and not typed_proof},
        )
        if not given.is_valid():
            self._show(given.errors)
            return {}
        signature = (said := dict(given.validated_data)).pop("signature")
        said["notices"] = seen_notices(self.data)
        signing = Signing(name=signature.pop("name"), meaning=signature.pop("meaning"), **said)
        try:
            self.proof = prove(self.user, **signature) if typed_proof else self.proof
        except Refusal as refusal:
            self.refuse(refusal)
        return {"signing": signing}

    def _show(self, errors: dict) -> None:
        """The serializer's errors at the fields of this form."""
        places = {**errors.pop("signature", {}), **errors}
        for name, found in places.items():
            field = {"disclosure": "disclosed", "claims": None, "claim_notes": None}.get(name, name)
            self.add_error(field if field in self.fields else None, _words(found))


def seen_notices(data: QueryDict) -> list[int]:
    """The notices that the page showed beside the form."""
    return [int(pk) for pk in data.get("seen_notices", "").split() if pk.isascii() and pk.isdigit()]


def _words(errors: object) -> list[str]:
    """The words of a serializer's nested errors."""
    if isinstance(errors, dict):
        errors = [word for inner in errors.values() for word in _words(inner)]
    return [word for inner in errors for word in _words(inner)] if isinstance(errors, list) else [str(errors)]
