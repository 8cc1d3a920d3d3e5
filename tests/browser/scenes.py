"""The states of an article that a reader may meet, each arranged through the real doors."""

from __future__ import annotations

from articles import stamping
from articles import workflow as articles
from articles.models import Article
from citations import clock
from reviews import workflow as reviews
from tests import acts

QUESTION = "How is a strained hip flexor treated in people who run long distances?"
CLINICIAN = """## From the guidelines

Start with relative rest: **reduce hip flexion under load** until walking is free of pain, then progress by
symptoms and not by the calendar [1]. Imaging is not needed for a first, mild strain [1, 2].

| Week | Load | Sign to go on |
|:-----|:-----|--------------:|
| 1 | Walking, isometrics | Pain at most 2 of 10 |
| 2 to 3 | Straight leg raises, bridges | No pain the next morning [2] |
| 4 | Running, first on the flat | Strength within a tenth of the other side [3] |

### What to avoid

- Stretching into pain in the first week
- Returning to sprints before strength has returned [3]
  - also where pain has gone
  - also where time presses

> A hip that locks or gives way is no simple strain.

## From the research

Eccentric training halved the time to return in one trial of 48 runners [2], and a review found the same for
groin strains [@tyler3]. Injections have not been compared with exercise alone [4].
"""
PATIENT = """## What you can do

Rest the hip for a few days and walk as far as it does not hurt [1]. From the second week on, do the exercises
that your physiotherapist shows you [2].
"""


def submitted(cast) -> Article:
    return acts.submitted(
        cast, renditions={"clinician": CLINICIAN, "patient": PATIENT}, references=4, question=QUESTION
    )


def under_review(cast) -> Article:
    article = submitted(cast)
    acts.seated(article, cast.rivera, cast.editor)
    return article


def changes_requested(cast) -> Article:
    article = submitted(cast)
    for member, verdict in ((cast.rivera, "approve"), (cast.chen, "request_changes")):
        acts.signed(acts.seated(article, member, cast.editor), verdict)
    return reviews.request_changes(article, by=cast.editor, reason="The second paragraph goes too far.")


def approved(cast) -> Article:
    article = acts.approved_again(submitted(cast), cast)
    stamping.stamp()
    return article


def overdue(cast) -> Article:
    with clock.shifted(days=-900):
        article = submitted(cast)
    for member in (cast.rivera, cast.chen):
        member.licence_verified_at = member.joined = clock.today().replace(year=clock.today().year - 4)
        member.save()
    with clock.shifted(days=-900):
        acts.approved_again(article, cast)
        stamping.stamp()
    return article


def in_re_review(cast) -> Article:
    return reviews.reopen(approved(cast), cause="notice", by=cast.editor)


def update_pending(cast) -> Article:
    article = approved(cast)
    articles.revise(article, acts.draft("A newer text [1].", references=1), by=cast.author)
    return article


def renewed(cast) -> Article:
    article = update_pending(cast)
    return acts.approved_again(article, cast)


def overridden(cast) -> Article:
    article = submitted(cast)
    for member, verdict in ((cast.rivera, "approve"), (cast.chen, "request_changes")):
        acts.signed(acts.seated(article, member, cast.editor), verdict)
    return reviews.approve(article, by=cast.editor, reason="The point is one of wording.")


def retired(cast) -> Article:
    notice = "Its main source was retracted. Please see the newer article on strains of the groin."
    return articles.retire(approved(cast), by=cast.editor, notice=notice)


STATES = {
    scene.__name__: scene
    for scene in (
        submitted, under_review, changes_requested, approved, overdue, in_re_review, update_pending,
        overridden, retired,
    )
}  # fmt: skip
