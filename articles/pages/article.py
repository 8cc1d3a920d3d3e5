"""One article's page: everything that its template sets out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import addresses
from articles.exchange import jsonld
from articles.filing import topic_slug
from articles.models import Article, Entry, Rendition, Revision, State
from articles.pages import audience, reference_list, stepper
from articles.pages.changes import Changes, changes
from articles.pages.versions import Version, approvals, read_rounds, versions
from articles.pages.wording import DISCLAIMERS, FOR_AUDIENCES, GAPS, PROVENANCES, disclosed, specialty_name
from articles.rendering import Rendered, rendered
from articles.statements import keys
from articles.status import PublicStatus, external_review, public_status

_ENTRIES = Prefetch("entries", Entry.objects.select_related("reference__merged_into"))


@dataclass(frozen=True)
class ArticlePage:
    """What a reader is shown of one revision of an article: the last approved one, or the newest pending."""

    article: Article
    revision: Revision
    #: The audience that the reader asked for; empty where they did not say.
    asked: str
    today: date
    #: Whether this is an older version, which is shown as history only.
    former: bool = False

    def prefetched(self) -> ArticlePage:
        """Read all that the page needs, in as many queries as there are kinds of things."""
        read_rounds(self.article)
        prefetch_related_objects([self.revision], "renditions", "contributors", _ENTRIES)
        return self

    @cached_property
    def status(self) -> PublicStatus:
        return public_status(self.article, self.today)

    @property
    def stands(self) -> bool:
        """Whether this text is approved right now; an older version never is."""
        return self.status.stands and not self.former

    @property
    def retired(self) -> bool:
        return self.article.state == State.RETIRED

    @property
    def external_review(self) -> dict | None:
        """The review elsewhere that the text states; an older version was approved here."""
        return None if self.former else external_review(self.article)

    @property
    def external_review_day(self) -> date:
        return date.fromisoformat(self.external_review["on"])

    @property
    def address(self) -> str:
        return addresses.page(self.article)

    @property
    def specialty(self) -> str:
        return specialty_name(self.revision.specialty)

    @property
    def topics(self) -> list[tuple[str, str]]:
        """Slug and name of each topic, to the page of what else there is on it."""
        named = [(topic_slug(topic), topic) for topic in self.revision.topics]
        return [] if self.retired else [(slug, topic) for slug, topic in named if slug]

    @property
    def banners(self) -> list[stepper.Banner]:
        return stepper.banners(self.article, self.status)

    @property
    def steps(self) -> list[stepper.Step]:
        return stepper.steps(self.article, self.status)

    @cached_property
    def approval(self):
        """The last whole review that ended approved, or None: whose signers and date the page names."""
        return self.article.whole_review

    @cached_property
    def signatures(self) -> list[dict]:
        """Who signed the last whole review, with what they disclosed in words."""
        return _in_words(self.approval.signatures() if self.approval else [])

    @property
    def unnamed(self) -> str:
        """How many signed, where the policy keeps their names; empty where they are told."""
        if self.approval is None or not self.approval.anonymous:
            return ""
        number = len(self.signatures)
        told = ngettext(
            "{number} physician of our Medical Advisory Board", "{number} physicians of our Medical Advisory Board", number
        )
        return told.format(number=number)

    @property
    def unreviewed(self) -> bool:
        """Whether the text approved was read by the board for other audiences only."""
        return self.stands and self._approvals != [] and self.rendition.audience not in self._approvals[0].read

    @cached_property
    def changes(self) -> Changes | None:
        """What changed since the version approved before this one, audience by audience; None for the first."""
        return changes(self._former, self.revision, self.rendition.audience) if self._former else None

    @cached_property
    def _former(self) -> Revision | None:
        """The approved version before this one."""
        before = (told.revision for told in self._approvals if told.revision.number < self.revision.number)
        return next(before, None) if self.article.published_id else None

    @property
    def former_number(self) -> int:
        return self._former.number

    @cached_property
    def corrections(self) -> list[dict]:
        """Who checked the minor corrections that were made since, with what they disclosed in words."""
        return _in_words(said for told in self.article.standing_rounds if told.is_short for said in told.signatures())

    @cached_property
    def _approvals(self) -> list:
        return approvals(self.article)[::-1]

    @property
    def override(self) -> str:
        """What readers are told of an approval that the board did not give with one voice."""
        lacking = {gap: _(GAPS[gap]) for told in self.article.standing_rounds for gap in told.lacking}
        if not lacking:
            return ""
        settled = _("Approved by an editor's decision: {reasons}.").format(reasons="; ".join(lacking.values()))
        return settled + " " + _("The physicians named here approved this text.")

    @cached_property
    def rendition(self) -> Rendition:
        return audience.rendition_for(self.revision, self.asked)

    @property
    def audience_name(self) -> str:
        return _(FOR_AUDIENCES[self.rendition.audience])

    @property
    def missing(self) -> str:
        """The audience that was asked for and has no text of its own."""
        return "" if self.asked in ("", self.rendition.audience) else _(FOR_AUDIENCES[self.asked])

    @property
    def choices(self) -> list[audience.Choice]:
        return audience.choices(self.revision, self.rendition.audience)

    @cached_property
    def text(self) -> Rendered:
        entries = [entry.value() for entry in self.revision.entries.all()]
        return rendered(self.rendition.text, self.rendition.bound(), entries)

    @property
    def references(self) -> list[reference_list.Group]:
        return reference_list.groups(self.revision.entries.all(), self.text.cited)

    @property
    def disclaimer(self) -> str:
        return _(DISCLAIMERS[self.rendition.audience])

    @property
    def provenance(self) -> str:
        kind = PROVENANCES.get(self.revision.provenance.get("kind"))
        said = _(kind) if kind else _("How it was written was not stated.")
        generator = self.revision.provenance.get("generator")
        return said + " " + _("System: {name}.").format(name=generator) if generator else said

    @property
    def versions(self) -> list[Version]:
        return [] if self.retired else versions(self.article)

    @property
    def data(self) -> dict:
        """The page for machines, as schema.org describes it."""
        return jsonld.web_page(self)

    @property
    def stated(self) -> bool:
        """Whether a signed statement of the approval can be had."""
        return self.stands and keys.held()

    @property
    def publisher(self) -> str:
        return settings.PUBLISHER


def _in_words(signatures: Iterable[dict]) -> list[dict]:
    return [signature | {"disclosed": disclosed(signature["disclosure"])} for signature in signatures]
