"""A request and an answer for each shape of the API, as its documents show them; tests send the requests.

Keys are the schema's components. Every example of a request is complete: what it leaves out is optional. Long answers
stand in `example_answers.json`: as the API gave them once, hosts and times made even.
"""

from __future__ import annotations

import json
from pathlib import Path

_ENTRY = {
    "key": "tyler2016", "kind": "research",
    "csl": {
        "type": "article-journal", "title": "Rehabilitation of hip flexor strain", "DOI": "10.5555/hip.1",
        "author": [{"family": "Tyler", "given": "A"}], "issued": {"date-parts": [[2022]]},
    },
}  # fmt: skip
_REASON = "Two reviewers read the primary study; the dose is the label's."
_HASH = "5f1d7a84db00d2fce00b31a7fc73224f5f1d7a84db00d2fce00b31a7fc73224f"
_SLUG = "what-are-the-treatment-options-for-iliopsoas-strain"
_DISCLOSURE = {"none": True}
_SIGNATURE = {"name": "Ana Rivera", "meaning": "review", "password": "correct horse battery"}

REQUESTS: dict[str, dict] = {
    "ArticleInput": {
        "external_id": "pipeline-42", "question": "What are the treatment options for iliopsoas strain?",
        "specialty": "Musculoskeletal", "topics": ["sports medicine"],
        "renditions": {"clinician": "## From the Research\n\nRest for some days [1], then strengthen it [@tyler2016].\n"},
        "contributors": [{"name": "A. Writer", "orcid": "0000-0002-1825-0097"}], "references": [_ENTRY],
        "provenance": {"kind": "ai", "generator": "drafts 3"}, "note": "For the spring edition.",
        "external_review": {"by": "The Hip Society", "on": "2025-03-01", "evidence": "https://hips.example/reviews/7"},
    },
    "AnswerInput": {"answer": "Not before you can walk without pain; the article says so now in its second section."},
    "FindingInput": {"message": "The leaflet of May 2026 gives half of this dose for people over 65."},
    "ReportReason": {"reason": "A reader found the dose to differ from the label, and is right."},
    "RequestedInput": {"question": "How is iliopsoas strain treated in children?"},
    "Confirmed": {"findings": [311]},
    "Reason": {"reason": _REASON},
    "Notice": {"notice": "Superseded by our article on hip pain."},
    "Rating": {"tier": "high", "reason": "It names a dose for children."},
    "Reopening": {"cause": "report", "reason": "A reader found the dose to differ from the label."},
    "Invitation": {"board_member": 3, "due": "2027-01-15"},
    "Overruling": {"board_member": 3, "reason": "The shared affiliation ended in 2015."},
    "Declining": {"reason": "Too busy this month.", "suggest": "Dr. Chen knows the field."},
    "CommentInput": {"quote": {"exact": "Rest for some days", "prefix": "", "suffix": " [1]"}, "body": "How many days?"},
    "Confirming": {"password": "correct horse battery"},
    "SigningInput": {
        "verdict": "approve", "content_hash": _HASH, "renditions": ["clinician"], "claims": {}, "disclosure": _DISCLOSURE,
        "note_to_author": "", "note_to_editor": "", "signature": _SIGNATURE,
    },
    "KeyInput": {"name": "nightly pipeline", "scopes": ["author"], "days": 365},
    "QuestionInput": {"text": "May I swim while it heals?", "email": "reader@example.org", "audience": "patient"},
    "FormatInput": {"style": "nlm", "items": [_ENTRY["csl"]]},
    "ListInput": {"format": "bibtex", "text": "@article{tyler2016, author = {Tyler, Ann}, title = {Rest}, year = {2016}}"},
    "SourceInput": {"format": "ris", "text": "TY  - JOUR\nTI  - Rest\nAU  - Tyler, A\nPY  - 2022\nER  - \n"},
    "PatchedPolicyChange": {"seats": 2, "review_days": 14},
    "PatchedIntakePolicyChange": {"most_waiting": 5000},
    "PatchedMemberChange": {"capacity": 4},
    "Verifying": {"how": "The register's page."},
    "Allotting": {"articles": [42, 43]},
    "ReadersInput": {"articles": [{"article": 42, "readers": 1200}]},
    "Declaration": {
        "interests": [{"item": "Consulting fees", "entity": "Hipfix Ltd", "products": ["Hipfix brace"], "ended": "2025-06-30"}],
    },
    "PublicationList": {"format": "ris", "text": "TY  - JOUR\nTI  - Rest\nAU  - Rivera, A\nPY  - 2024\nER  - \n"},
    "MemberInput": {
        "username": "okafor", "slug": "okafor", "name": "Ada Okafor", "credentials": "MD", "specialties": ["Musculoskeletal"],
        "licence_number": "A-1044", "licence_register": "State Register", "licence_expires": "2029-05-14",
        "joined": "2026-11-26",
    },
    "PatchedPresenceInput": {"away_from": "2026-12-20", "away_until": "2027-01-06"},
    "PreferenceBody": {"how": "digest", "digest_hour": 8, "quiet_from": 20, "quiet_until": 7, "time_zone": "Europe/Berlin"},
    "Redelivered": {"deliveries": [9002]},
    "ReportInput": {"kind": "safety", "quote": "three times a day", "text": "The label allows it twice a day only."},
    "WebhookInput": {"address": "https://receiver.example/hooks", "kinds": ["approved", "retired"], "name": "website"},
    "PolicyTextBody": {"body": "## Who pays for this site\n\nReaders do. We show no advertisements.\n"},
    "LetterWords": {"subject": "New: {{ question }}", "body": "Please look at it: {{ admin_page }}"},
    "Again": {"deliveries": [9001]},
    "MessagesRead": {"messages": [9001, 9002]},
    "DrugLabelInput": {
        "drug": "ibuprofen", "maximum": "1200", "unit": "mg", "arithmetic": "6 x 200 mg", "availability": "over the counter",
        "jurisdiction": "US", "population": "adults", "source": "https://labels.example/ibuprofen", "read_on": "2026-11-20",
    },
    "NoticeInput": {"nature": "retraction", "date": "2026-11-20", "reason": "Duplicated figures."},
    "MergeInput": {"into": 12},
    "Revoking": {"reason": "Struck off the register."},
}  # fmt: skip

_STATUS = {"label": "Under Review", "caution": True, "overdue": False, "update_pending": False}
_WORK = {"id": 7, "title": "Rehabilitation of hip flexor strain", "year": 2022, "standing": [],
         "identifiers": [{"scheme": "doi", "value": "10.5555/hip.1"}]}  # fmt: skip
_OWN = "https://reviews.example/api/v1/articles/42/"
ANSWERS: dict[str, dict] = json.loads(Path(__file__).with_name("example_answers.json").read_text(encoding="utf-8")) | {
    "DeclarationAnswer": {
        "interests_declared_on": "2026-11-30",
        "interests": [
            {"id": 7, "item": "Consulting fees", "entity": "Hipfix Ltd", "products": ["Hipfix brace"], "detail": "",
             "ended": "2025-06-30"},
        ],
    },
    "ArticleAnswer": {
        "id": 42, "external_id": "pipeline-42", "slug": "what-are-the-treatment-options-for-iliopsoas-strain",
        "question": "What are the treatment options for iliopsoas strain?", "specialty": "Musculoskeletal",
        "topics": ["sports medicine"], "state": "submitted", "public_status": _STATUS | {"label": "Submitted"},
        "risk": "medium",
        "revision": 1, "content_hash": _HASH, "external_review": None, "changed_at": "2026-11-26T09:30:00Z",
        "last_updated": "2026-11-26T09:30:00Z", "last_reviewed": None, "next_review_due": None,
        "findings": {"error": 0, "warning": 1, "info": 0}, "actions": ["revise", "withdraw"],
        "queue": {"position": 3, "expected_by": "2026-12-15"},
        "links": {
            "self": _OWN, "page": "https://reviews.example/articles/what-are-the-treatment-options-for-iliopsoas-strain/",
            "findings": f"{_OWN}findings/", "revisions": f"{_OWN}revisions/", "events": f"{_OWN}events/",
        },
        "highlights": [],
    },
    "FindingAnswer": {
        "id": 311, "code": "citation-suspected", "severity": "warning", "rendition": "clinician", "start": 118, "end": 119,
        "message": "The bare number 1 reads like a marker.", "help": "Write [1], or confirm the finding.", "reference": None,
        "confidence": 0.97, "waived": None,
    },
    "ClaimAnswer": {
        "id": "c-3f2a", "text": "Take 400 mg ibuprofen three times a day [1].", "rendition": "clinician", "start": 40,
        "end": 84, "kind": "dose", "risk": "high", "why": ["names a dose"], "references": ["tyler2016"], "dose": None,
    },
    "BatchResult": {
        "index": 0, "status": 201, "id": 42, "location": _OWN, "slug": "what-are-the-treatment-options-for-iliopsoas-strain",
        "findings": {"error": 0, "warning": 1, "info": 0},
    },
    "EntryAnswer": {"number": 1, **_ENTRY, "reference": 7},
    "ReferenceLine": _WORK,
    "KeyAnswer": {
        "id": "5f1d7a84db00d2f", "account": "pipeline", "name": "nightly pipeline", "scopes": ["author"],
        "created_at": "2026-11-26T09:30:00Z",
        "expires_at": "2027-11-26T09:30:00Z", "last_used": None,
    },
    "MergeAnswer": {
        "id": 4, "duplicate": 7, "into": 12, "by": "editor", "at": "2026-11-26T09:30:00Z", "undone_by": None, "undone_at": None,
    },
    "LetterAnswer": {
        "template": "submitted_editor", "subject": "New: {{ question }}", "body": "Please look at it: {{ admin_page }}",
        "own": True, "error": "",
    },
    "AskedAnswer": {
        "id": 5, "kind": "safety", "article": 42, "slug": _SLUG, "quote": "three times a day",
        "text": "The label allows it twice a day only.", "email": "reader@example.org", "audience": "patient",
        "answer": "", "created_at": "2026-11-26T09:30:00Z", "handled_at": None, "became": "", "wanted": "", "erased_at": None,
    },
    "DrugLabelAnswer": {
        "id": 61, "drug": "ibuprofen", "form": "", "maximum": 1200.0, "unit": "mg", "arithmetic": "6 x 200 mg",
        "availability": "over the counter", "jurisdiction": "US", "population": "adults", "cautions": "", "note": "",
        "source": "https://labels.example/ibuprofen", "read_on": "2026-11-20", "in_force": True,
        "added_at": "2026-11-26T09:30:00Z", "replaced_at": None,
    },
    "DuplicateAnswer": {"id": 12, "title": _WORK["title"], "year": 2022, "confidence": 0.93, "citing_articles": 3},
    "MessageAnswer": {
        "id": 9001, "template": "findings_author", "subject": "1 finding to mend: What helps a stiff neck?",
        "body": "We received revision 1 of your article:\n\n  What helps a stiff neck?\n",
        "at": "2026-11-24T09:00:00Z", "read_at": None,
    },
    "HandedOut": {
        "account": {"id": 7, "username": "author", "email": "author@example.org", "roles": ["author"]},
        "theirs": {"articles.Preference": [{"account_id": 7, "how": "digest"}]}, "touched": {"articles.Article author": [42]},
    },
    "DeliveryAnswer": {
        "id": 9001, "template": "invited_reviewer", "channel": "mail", "recipient": "rivera", "article": 42, "state": "failed",
        "attempts": 1, "last_error": "550 5.1.1 No such user", "due_at": "2026-11-26T09:30:00Z", "sent_at": None,
        "failed_at": "2026-11-26T09:31:00Z",
    },
    "DisagreementAnswer": {
        "drug": "ibuprofen", "population": "adults", "reason": "1,200 mg against 2,400 mg in 24 hours",
        "sides": [
            {"article": 42, "slug": _SLUG, "question": "What helps?", "text": "At most 1,200 mg of ibuprofen a day [1]."},
            {"article": 43, "slug": "hip-pain", "question": "Hip pain?", "text": "Up to 2,400 mg of ibuprofen a day [2]."},
        ],
    },
    "IntakePolicyAnswer": {"most_waiting": 5000, "most_days": None},
    "StatementAnswer": {
        "statement": {
            "type": "medreview-approval-1", "publisher": "Reviews Example", "keys": "https://reviews.example/.well-known/jwks.json",
            "article": f"https://reviews.example/articles/{_SLUG}/", "slug": _SLUG,
            "question": "What are the treatment options for iliopsoas strain?", "revision": 1, "content_hash": _HASH,
            "status": "Approved",
            "signed_by": [
                {
                    "name": "Ana Rivera", "credentials": "MD", "page": "https://reviews.example/board/rivera/",
                    "read": "whole text", "content_hash": _HASH, "meaning": "review", "on": "2026-11-26",
                }
            ],
            "decided_by_editor": False, "last_reviewed": "2026-11-26", "next_review_due": "2028-11-20",
            "issued_at": "2026-11-26T09:30:00Z", "key": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        },
        "signature": "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    },
    "QuestionAnswer": {"received_at": "2026-11-26T09:30:00Z"},
    "Problem": {
        "type": "https://reviews.example/problems/bad-input/", "title": "The request has errors", "status": 400,
        "detail": "One field needs mending.",
        "errors": [{"pointer": "/specialty", "detail": "is not one of the choices: Anesthesia, Cardiovascular, ..."}],
    },
}  # fmt: skip
