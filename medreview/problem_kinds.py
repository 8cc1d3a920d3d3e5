"""Every kind of refusal that the API knows: what its `type` address explains."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of refusal, in words for whoever wrote the program that was refused."""

    status: int
    title: str
    meaning: str
    remedy: str


KINDS = {
    "bad-input": Kind(
        400, "The request has errors",
        "Something in the body, a parameter or a header cannot be read as what it means to be. Nothing was changed.",
        "Each of the `errors` has a JSON pointer into the body and says what is wrong there. Mend them, send again.",
    ),
    "refused": Kind(
        400, "Refused", "The request was not carried out, for the reason in `detail`.",
        "Read `detail`. Sending the same request again will not help.",
    ),
    "not-authenticated": Kind(
        401, "A key is needed",
        "There was no key, or it is unknown, revoked or expired, or its account is closed.",
        "Send `Authorization: Bearer KEY`. An editor makes keys, and so does whoever has one, at `/api/v1/keys/`.",
    ),
    "not-allowed": Kind(
        403, "You may not do this",
        "You may see it but not do this with it: your role, your part in the article or your key's scope forbids it.",
        "Use a key with the scope that `detail` names, or ask a managing editor. `actions` lists what you may do.",
    ),
    "not-found": Kind(
        404, "Not found", "There is nothing at this address, or nothing that you may see.",
        "Follow the `links` of earlier answers instead of building addresses, and check whose key you sent.",
    ),
    "method-not-allowed": Kind(
        405, "This address does not take this method", "The address exists, but not for this method.",
        "The `Allow` header of the answer lists the methods that it takes.",
    ),
    "not-acceptable": Kind(
        406, "Not available in this form", "The `Accept` header names no form that this address answers in.",
        "Send `Accept: application/json`, or no `Accept` at all.",
    ),
    "wrong-state": Kind(
        409, "Not possible in this state", "The article or the seat is in a state from which this does not lead on.",
        "Read it again: `state` tells where it is, and `actions` what can be done from there.",
    ),
    "condition-unmet": Kind(
        409, "A condition is not met", "The state fits and you may, but something else must come first.",
        "`detail` says what, and `findings`, where there are any, which findings must be mended or waived.",
    ),
    "duplicate": Kind(
        409, "Already there", "You sent an article with this `external_id` before. Nothing was made.",
        "`Location` leads to the article that is there. Send a new revision of it, or another `external_id`.",
    ),
    "in-flight": Kind(
        409, "The first request with this key is still running",
        "A request with the same `Idempotency-Key` came before and has not ended yet.",
        "Wait a few seconds and send the same request with the same key again: it is answered as the first one was.",
    ),
    "stale": Kind(
        412, "The article has changed",
        "The text moved on since you read it, so what you sent could undo another's work.",
        "Read the article again, put your changes into that, and send them with its new `ETag` or `content_hash`.",
    ),
    "unread-news": Kind(
        412, "News of a source has come in",
        "A notice on a cited work came since the text was read; `notices` tells what it says. Nothing was signed.",
        "Show the signer the news. If they still sign, send it again with the ids of all notices shown in `notices`.",
    ),
    "too-large": Kind(
        413, "Too large", "The body, or a text in it, is longer than is read.",
        "`detail` names the limit. Split the article or the batch.",
    ),
    "unsupported-media-type": Kind(
        415, "Send JSON", "The body came as another media type than this address reads.",
        "Send `Content-Type: application/json` (a batch may also be `application/x-ndjson`).",
    ),
    "idempotency-key-reused": Kind(
        422, "The key was used for another request",
        "This `Idempotency-Key` came before with another method, address or body, or, where the answer tells a"
        " secret, with another API key: so this is no repeat.",
        "Use a new key for each new request, and the same key only to send the very same request again.",
    ),
    "precondition-required": Kind(
        428, "Say which version you mean", "A revision must say what it revises, or it could undo somebody else's.",
        "Send `If-Match` with the `ETag` of the article as you read it.",
    ),
    "throttled": Kind(
        429, "Too many requests",
        "More requests came with this key, or from this address, than are served in that time.",
        "Wait for the seconds in `Retry-After`. The `RateLimit` header of each answer tells how many are left.",
    ),
    "overloaded": Kind(
        429, "The board has too much before it",
        "More articles wait for the board than the publisher lets wait. Revisions, dry runs, and articles that say where they"
        " were reviewed before (`external_review`) are taken in all the same.",
        "Wait for the seconds in `Retry-After`; `clear_by` tells the day by which there should be room again.",
    ),
    "fault": Kind(
        500, "A fault of ours", "Something went wrong on our side; it was logged, and nothing was changed.",
        "Send the request again later, a POST with the same `Idempotency-Key`. Tell us if it stays.",
    ),
    "unavailable": Kind(
        503, "Out of reach for the moment", "The database cannot be reached; nothing was done.",
        "Wait for the seconds in `Retry-After` and send the request again.",
    ),
}  # fmt: skip
