"""Suspected markers that somebody confirmed: the same text with brackets, as a new revision. Never by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from articles.errors import BadInput
from articles.intake import Draft, Writer, read_content
from articles.markers import prose
from articles.markers.bare import suspects
from articles.models import Finding, Revision

CODE = "citation-suspected"


def confirmed(revision: Revision, findings: Iterable[Finding]) -> Draft:
    """The revision with these suspected numbers written as markers. Raises BadInput for a finding that suspects none."""
    content = revision.content()
    texts = dict(content.renditions)
    for finding in sorted(findings, key=lambda found: found.start or 0, reverse=True):
        texts[finding.rendition] = _bracketed(texts, finding, len(content.entries))
    bound = read_content(
        question=content.question, renditions=texts, entries=list(content.entries), specialty=content.specialty,
        topics=list(content.topics), provenance=content.provenance, external_review=content.external_review,
    )  # fmt: skip
    writers = [Writer(c.name, c.orcid, c.affiliation, c.account_id) for c in revision.contributors.all()]
    return Draft(replace(bound, provenance=content.provenance), tuple(writers))


def _bracketed(texts: dict[str, str], finding: Finding, entries: int) -> str:
    text = texts.get(finding.rendition, "")
    for suspect in suspects(text, prose(text), entries):
        if finding.code == CODE and (suspect.start, suspect.end) == (finding.start, finding.end):
            marker = f"[{', '.join(map(str, suspect.numbers))}]"
            return text[: suspect.start] + marker + text[suspect.end :]
    raise BadInput.at("/findings", f"Finding {finding.pk} proposes no citation in the current revision.")
