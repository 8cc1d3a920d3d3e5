"""What publishers of health information are measured by, and how much of it the system itself enforces: no more is claimed."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import Policy

#: Translated where they are shown.
ENFORCED, PARTLY, NOT = gettext_noop("Enforced"), gettext_noop("Partly"), gettext_noop("Not by the system")


@dataclass(frozen=True)
class Principle:
    """One criterion: how far the system enforces it, by what, and where a reader sees it."""

    name: str
    kept: str
    how: str
    link: str = ""


def pif_tick(policies: list[Policy]) -> list[Principle]:
    """The ten criteria of the PIF TICK: a list of ours, and no claim to the mark, which is given to who was assessed."""
    months, grade = max(p.review_months for p in policies), max(p.reading_grade for p in policies)
    return [
        Principle(
            _("Systems"), ENFORCED,
            _("One way leads from submission to approval, round which nobody gets; every step is kept in a "
            "history."),
            "#enforced",
        ),
        Principle(
            _("Training"), NOT,
            _("Licences and specialties of reviewers are verified. How authors are trained, the system does "
            "not know."),
            "/board/",
        ),
        Principle(
            _("Need"), NOT,
            _("Whether a text is needed is decided by people, to whom readers’ questions are brought."),
        ),
        Principle(
            _("Evidence"), PARTLY,
            _("A dose without a source, or one that rests on our own writing alone, keeps a text from review "
            "unless an editor accepts it by name; a retraction of a source puts the approval in question."),
            "#enforced",
        ),
        Principle(
            _("Users"), NOT,
            _("Readers can ask and report. Whether they had a part in the writing, the system does not know."),
        ),
        Principle(
            _("Inequalities"), PARTLY,
            _("Text for patients above school grade {grade} is pointed out to the editors, who may accept it.").format(
                grade=grade
            ),
        ),
        Principle(
            _("Content"), ENFORCED,
            _("Its references, dates, authors, and how it was written are on the page of every text, as are "
            "the physicians who signed."),
            "#promises",
        ),
        Principle(
            _("Feedback"), ENFORCED,
            _("Every article has a form for questions and one for errors; the editors get both."),
            "#corrections",
        ),
        Principle(
            _("Dissemination"), NOT,
            _("There are a feed, a sitemap and files for other systems. Who is reached, the system does not "
            "measure."),
        ),
        Principle(
            _("Impact"), PARTLY,
            _("Every approval ends after {months} months at most, and its page then says so. What a text does "
            "for its readers is not measured.").format(months=months),
        ),
    ]  # fmt: skip


def hon(policies: list[Policy]) -> list[Principle]:
    """The eight principles of the Health On the Net Foundation, which closed in 2022: a checklist, no badge."""
    named = all(policy.names_reviewers for policy in policies)
    kept = "" if named else " " + _("Where the policy keeps their names, their number is told.")
    days = settings.READERS_WORDS_DAYS
    return [
        Principle(
            _("Authority"), ENFORCED,
            _("Only physicians whose licence an editor has verified can sign.") + kept,
            "/board/",
        ),
        Principle(
            _("Complementarity"), ENFORCED,
            _("Every text carries the disclaimer that belongs to its readers."),
        ),
        Principle(
            _("Confidentiality"), ENFORCED,
            _("Readers need no account; what they write is erased after {days} days, and an address once it "
            "was answered.").format(days=days),
        ),
        Principle(
            _("Attribution"), PARTLY,
            _("Every text has its reference list; a marker that leads nowhere keeps it from review unless an "
            "editor accepts that by name. Statements without doses, numbers or advice may stand without a "
            "source."),
        ),
        Principle(
            _("Justifiability"), PARTLY,
            _("High-risk claims are judged one by one. Balance is for the reviewers to judge."),
        ),
        Principle(
            _("Transparency"), ENFORCED,
            _("Every page leads to the editors, to this policy and to the versions before."),
        ),
        Principle(
            _("Financial disclosure"), PARTLY,
            _("Reviewers declare their interests with every signature. Who pays for the site, the system does "
            "not know."),
        ),
        Principle(
            _("Advertising"), NOT,
            _("These pages load nothing from elsewhere. What is shown around them on other sites, the system "
            "does not know."),
        ),
    ]  # fmt: skip
