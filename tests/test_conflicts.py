"""Conflicts of interest: the rules as a table, what they keep from whom, and what an override settles."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from articles import workflow as articles
from articles.errors import NotAllowed, Unmet
from articles.intake import Writer
from articles.models import State
from citations import clock
from reviews import workflow as reviews
from reviews.conflicts import Member, Parties, Tie, Work, conflicts
from reviews.conflicts.people import Person
from reviews.conflicts.screening import Screening
from reviews.models import Assignment, BoardMember, Interest, Override, Publication
from tests import acts
from tests.client import Keyed
from tests.desk import Visitor, page_of, said
from tests.people import person

# --- The rules, as a table --------------------------------------------------------------------------------

DAY = date(2026, 11, 26)
ORCID, OTHER_ORCID = "0000-0002-1825-0097", "0000-0001-5109-3700"
HOME = "Lakeside University Hospital"


def member(name="Dr. Elena Rivera", orcid="", house=HOME, declared=DAY, ties=(), works=()) -> Member:
    return Member(Person.written(name, orcid, house), declared, ties, works)


def parties(writers=(), authors=(), words="rest the hip", doi="") -> Parties:
    works = (Work("tyler", tuple(authors), 2022, doi),) if authors or doi else ()
    return Parties(tuple(writers), works, words)


def joint(year, *names) -> Work:
    return Work("", (Person("Rivera", "Elena"), *names), year, "10.1/own", "Hips")


WRITER = Person.written("Ann B. Writer")
PROFEN = Tie("Acme Pharma", ("ibuprofen", "Hipfix"))

#: what is known of the member, what stands behind the text -> codes, and whether an editor may override all of them.
RULES = {
    "nothing in common": (member(), parties([WRITER]), [], True),
    "the same ORCID as a contributor": (member(orcid=ORCID), parties([Person("Writer", "A", ORCID)]), ["contributor"], False),
    "a contributor of the same name": (member(), parties([Person("Rivera", "E.")]), ["namesake"], True),
    "a contributor of the same name with another ORCID": (
        member(orcid=ORCID), parties([Person("Rivera", "Elena", OTHER_ORCID)]), [], True),
    "interests never declared": (member(declared=None), parties([WRITER]), ["undeclared"], True),
    "a contributor at the same hospital": (
        member(), parties([Person("Writer", "Ann", "", ("Dept. of Surgery, Lakeside University Hospital, Ohio",))]),
        ["affiliation"], True),
    "a contributor in another department of no house in common": (
        member(house="Department of Surgery, Harbour Clinic"),
        parties([Person("Writer", "Ann", "", ("Department of Surgery, Hill Clinic",))]), [], True),
    "a cited author at the same hospital": (
        member(), parties(authors=[Person("Tyler", "A", "", (HOME,))]), ["affiliation"], True),
    "author of a cited work by ORCID": (member(orcid=ORCID), parties(authors=[Person("R", "E", ORCID)]), ["own-work"], True),
    "author of a cited work by name": (member(), parties(authors=[Person("Rivera", "E")]), ["own-work"], True),
    "author of a cited work by its DOI": (member(works=(joint(1999),)), parties(doi="10.1/own"), ["own-work"], True),
    "a cited author of another given name": (member(), parties(authors=[Person("Rivera", "Mark")]), [], True),
    "published with a contributor last year": (
        member(works=(joint(2025, Person("Writer", "AB")),)), parties([WRITER]), ["coauthor"], True),
    "published with a contributor in a year not told": (
        member(works=(joint(None, Person("Writer", "Ann")),)), parties([WRITER]), ["coauthor"], True),
    "published with a contributor four years ago": (
        member(works=(joint(2022, Person("Writer", "Ann")),)), parties([WRITER]), [], True),
    "published with a cited author": (
        member(works=(joint(2024, Person("Tyler", "Anna")),)), parties(authors=[Person("Tyler", "A")]), ["coauthor"], True),
    "paid by the maker of a drug that the text names": (
        member(ties=(PROFEN,)), parties(words="take ibuprofen with food"), ["interest"], True),
    "paid by the maker of a device that the text names": (
        member(ties=(PROFEN,)), parties(words="wear the hipfix brace"), ["interest"], True),
    "paid by a company that the text names": (
        member(ties=(PROFEN,)), parties(words="a trial by acme pharma"), ["interest"], True),
    "paid by the maker of a drug that the text does not name": (member(ties=(PROFEN,)), parties(words="profen"), [], True),
    "a tie that ended two years ago": (
        member(ties=(Tie("Acme", ("ibuprofen",), date(2024, 11, 26)),)), parties(words="ibuprofen"), ["interest"], True),
    "a tie that ended four years ago": (
        member(ties=(Tie("Acme", ("ibuprofen",), date(2022, 11, 20)),)), parties(words="ibuprofen"), [], True),
    "several at once": (
        member(declared=None, orcid=ORCID, ties=(PROFEN,)),
        parties([Person("X", "Y", ORCID)], words="ibuprofen"), ["contributor", "undeclared", "interest"], False),
}  # fmt: skip


#: By rule: the words that an editor reads, and what an override is kept by.
WORDS = {
    "the same ORCID as a contributor": ("wrote this article (the same ORCID)", "contributor"),
    "a contributor of the same name": ("has the name of its contributor E. Rivera", "namesake:e rivera"),
    "interests never declared": ("has not declared their interests", "undeclared"),
    "a contributor at the same hospital": (f"shares an affiliation with Ann Writer: {HOME}", "affiliation:lakeside university hospital"),
    "a cited author at the same hospital": (
        f"shares an affiliation with A Tyler, an author of [tyler]: {HOME}", "affiliation:lakeside university hospital"),
    "author of a cited work by ORCID": ("is an author of the cited work [tyler]", "own-work:tyler"),
    "published with a contributor last year": ("published with its contributor Ann B. Writer in 2025: “Hips”", "coauthor:ann b writer"),
    "published with a cited author": ("published with A Tyler, an author of [tyler] in 2024: “Hips”", "coauthor:a tyler"),
    "paid by the maker of a device that the text names": (
        "has a financial interest in Hipfix, which the text names (Acme Pharma)", "interest:acme pharma hipfix"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_each_exclusion_says_with_whom_and_by_what(name):
    known, behind, _, _ = RULES[name]
    assert [(found.detail, found.key) for found in conflicts(known, behind, DAY)] == [WORDS[name]]


@pytest.mark.parametrize("name", RULES)
def test_the_rules_of_conflict(name):
    known, behind, codes, overridable = RULES[name]
    found = conflicts(known, behind, DAY)
    assert [exclusion.code for exclusion in found] == codes
    assert all(exclusion.overridable for exclusion in found) == overridable


SAME = [
    ("Rivera", "Elena", "Rivera", "E", True),
    ("Rivera", "Elena", "Rivera", "EM", True),
    ("Rivera", "Elena M.", "Rivera", "Elena", True),
    ("Müller", "Jörg", "Muller", "Jorg", True),
    ("Rivera", "Elena", "Rivera", "", True),
    ("Rivera", "Elena", "Rivera", "Eva", False),
    ("Rivera", "Elena", "Riviera", "Elena", False),
]


@pytest.mark.parametrize(("family", "given", "other_family", "other_given", "same"), SAME)
def test_names_agree_unless_they_contradict(family, given, other_family, other_given, same):
    from reviews.conflicts.people import perhaps_same  # noqa: PLC0415

    assert perhaps_same(Person(family, given), Person(other_family, other_given)) is same


# --- Through the doors ------------------------------------------------------------------------------------


def undeclare(member: BoardMember) -> None:
    member.interests_declared_on = None
    member.save()


def pay(member: BoardMember, product: str = "ibuprofen") -> Interest:
    return Interest.objects.create(board_member=member, item="Consulting fees", entity="Acme", products=[product])


def ibuprofen(cast):
    return acts.submitted(cast, text="## Pain\n\nRest the hip and ask about ibuprofen [1]. Walk on [2].\n")


#: A conflict as it stands in the database -> a word of what the editor is told.
ARRANGED = {
    "declared nothing": (undeclare, "has not declared"),
    "is paid for a named drug": (pay, "financial interest in ibuprofen"),
    "wrote a cited work": (lambda m: BoardMember.objects.filter(pk=m.pk).update(name="Dr. Ann Tyler"), "author of the cited work"),
    "published with a cited author": (
        lambda m: Publication.objects.create(board_member=m, title="Hips", year=2026, authors=[{"family": "Tyler", "given": "A"}]),
        "published with"),
    "works with a contributor": (
        lambda m: BoardMember.objects.filter(pk=m.pk).update(affiliation="Surgery, Hill Clinic"), "shares an affiliation"),
}  # fmt: skip


@pytest.fixture
def article(cast):
    text = "## Pain\n\nRest the hip and ask about ibuprofen [1]. Walk on [2].\n"
    return acts.submitted(cast, text=text, contributors=(Writer("A. Writer", "", "Hill Clinic, Ohio"),))


@pytest.mark.parametrize("name", ARRANGED)
def test_a_conflict_is_named_to_the_editor_and_stops_the_invitation(cast, article, name):
    arrange, told = ARRANGED[name]
    arrange(cast.rivera)
    found = Keyed(cast.editor).read(f"articles/{article.pk}/candidates/").json()["results"]
    assert told in " ".join(next(c for c in found if c["username"] == "rivera")["excluded_by"])
    with pytest.raises(Unmet, match=told):
        reviews.invite(article, acts.fresh(cast.rivera), by=cast.editor)


@pytest.mark.parametrize("name", ARRANGED)
def test_a_conflict_that_came_after_the_invitation_stops_the_signature(cast, article, name):
    seat = acts.seated(article, cast.rivera, cast.editor)
    arrange, told = ARRANGED[name]
    arrange(cast.rivera)
    with pytest.raises(Unmet, match=told):
        acts.signed(seat)
    assert acts.fresh(seat).state == "accepted"


@pytest.mark.parametrize("name", ARRANGED)
def test_a_conflict_that_came_after_the_signature_stops_the_approval(cast, article, name):
    seats = [acts.seated(article, m, cast.editor) for m in (cast.rivera, cast.chen)]
    acts.signed(seats[0])
    arrange, told = ARRANGED[name]
    arrange(cast.rivera)
    acts.signed(seats[1])
    article = acts.fresh(article)
    assert article.state == State.UNDER_REVIEW
    assert told in acts.fresh(seats[0]).void
    tally = article.open_round.tally()
    assert (tally.approvals, tally.unfilled) == (1, 1)


def test_an_override_with_a_reason_lets_the_member_review(cast, article):
    pay(cast.rivera)
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="A lecture fee of two years ago.")
    seats = [acts.seated(article, m, cast.editor) for m in (cast.rivera, cast.chen)]
    for seat in seats:
        acts.signed(seat)
    assert acts.fresh(article).state == State.APPROVED
    event = article.events.get(kind="conflict_overridden")
    assert (event.actor, event.words.text, event.data["conflicts"]) == (
        cast.editor, "A lecture fee of two years ago.", ["interest"])  # fmt: skip


def test_an_override_brings_a_voided_signature_back_and_may_complete_the_quorum(cast, article):
    seats = [acts.seated(article, m, cast.editor) for m in (cast.rivera, cast.chen)]
    acts.signed(seats[0])
    pay(cast.rivera)
    acts.signed(seats[1])
    assert acts.fresh(article).state == State.UNDER_REVIEW
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="A lecture fee.")
    article = acts.fresh(article)
    assert article.state == State.APPROVED
    kinds = list(article.events.order_by("seq").values_list("kind", flat=True))
    assert kinds[-3:] == ["conflict_overridden", "signature_counts", "approved"]


def disclosing(detail: str, entity: str = "Acme") -> dict:
    return {"items": [{"item": "Consulting fees", "entity": entity, "detail": detail}]}


def test_a_tie_to_a_named_drug_that_is_told_at_signing_stops_the_approval_until_an_editor_decides(cast, article):
    seats = [acts.seated(article, m, cast.editor) for m in (cast.rivera, cast.chen)]
    acts.signed(seats[0])
    acts.signed(seats[1], disclosure=disclosing("Talks on Advil and ibuprofen"))
    article = acts.fresh(article)
    assert article.state == State.UNDER_REVIEW
    assert "financial interest in ibuprofen" in acts.fresh(seats[1]).void
    assert "does not count at present" in said(Visitor(cast.chen.user).desk(seats[1]))
    reviews.overrule(article, cast.chen, by=cast.editor, reason="One talk.")
    assert acts.fresh(article).state == State.APPROVED


@pytest.mark.parametrize(("tied_to", "named"), [("ibuprofen", "Advil"), ("Advil", "ibuprofen"), ("Advil", "Advil")])
def test_a_tie_to_a_medicine_counts_under_each_of_its_names(cast, tied_to, named):
    pay(cast.rivera, tied_to)
    article = acts.submitted(cast, text=f"## Pain\n\nRest the hip and ask about {named} [1]. Walk on [2].\n")
    with pytest.raises(Unmet, match="financial interest"):
        reviews.invite(article, cast.rivera, by=cast.editor)


def test_a_tie_told_at_signing_stands_for_every_later_article(cast):
    acts.signed(acts.seated(acts.submitted(cast), cast.rivera, cast.editor), disclosure=disclosing("ibuprofen gel"))
    with pytest.raises(Unmet, match="financial interest in ibuprofen"):
        reviews.invite(ibuprofen(cast), cast.rivera, by=cast.editor)


def test_a_tie_to_nothing_that_the_text_names_stops_nothing(cast, article):
    seats = [acts.seated(article, m, cast.editor) for m in (cast.rivera, cast.chen)]
    for seat in seats:
        acts.signed(seat, disclosure=disclosing("Talks on warfarin", "Other House"))
    assert acts.fresh(article).state == State.APPROVED


def test_a_tie_told_twice_stands_once(cast):
    for _ in range(2):
        acts.signed(acts.seated(acts.submitted(cast), cast.rivera, cast.editor), disclosure=disclosing("Ibuprofen"))
    assert cast.rivera.interests.count() == 1


def test_an_override_settles_no_conflict_that_comes_later(cast, article):
    pay(cast.rivera)
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="A lecture fee.")
    undeclare(cast.rivera)
    with pytest.raises(Unmet, match="has not declared"):
        reviews.invite(article, cast.rivera, by=cast.editor)


def test_an_override_holds_for_its_own_article_only(cast, article):
    pay(cast.rivera)
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="A lecture fee.")
    with pytest.raises(Unmet, match="financial interest"):
        reviews.invite(ibuprofen(cast), cast.rivera, by=cast.editor)


#: What nobody may override, and how it comes about.
FIRM = {
    "wrote this article": lambda cast, m: None,
    "the same ORCID": lambda cast, m: BoardMember.objects.filter(pk=m.pk).update(orcid=ORCID),
    "licence expired": lambda cast, m: BoardMember.objects.filter(pk=m.pk).update(licence_expires=date(2020, 1, 1)),
    "licence not verified": lambda cast, m: BoardMember.objects.filter(pk=m.pk).update(licence_verified_at=None),
    "no longer on the board": lambda cast, m: BoardMember.objects.filter(pk=m.pk).update(left=clock.today()),
    "term of office ended": lambda cast, m: BoardMember.objects.filter(pk=m.pk).update(
        term_ends=clock.today() - timedelta(days=1)
    ),
}


@pytest.mark.parametrize("why", FIRM)
def test_nobody_overrides_authorship_licence_or_seat(cast, why):
    account = cast.rivera.user.pk if why == "wrote this article" else None
    article = acts.submitted(cast, contributors=(Writer("Anna Other", ORCID, "", account),))
    undeclare(cast.rivera)
    FIRM[why](cast, cast.rivera)
    with pytest.raises(Unmet, match=f"{why}.*Nobody can override"):
        reviews.overrule(article, acts.fresh(cast.rivera), by=cast.editor, reason="I insist.")
    assert not Override.objects.exists()


def test_an_editor_who_wrote_the_article_overrides_nothing(cast):
    writer = person("writing", "managing editor", "author")
    article = articles.submit(acts.draft(), by=writer)
    undeclare(cast.rivera)
    with pytest.raises(NotAllowed):
        reviews.overrule(article, cast.rivera, by=writer, reason="Mine.")


def test_where_nothing_excludes_there_is_nothing_to_override(cast, article):
    with pytest.raises(Unmet, match="no conflict"):
        reviews.overrule(article, cast.rivera, by=cast.editor, reason="To be safe.")


def test_the_admin_overrides_beside_the_exclusion(cast, article):
    pay(cast.rivera)
    editor = Visitor(cast.editor)
    page = said(editor.get(page_of(article)))
    assert "financial interest in ibuprofen" in page
    assert "Override for Pat Rivera" in page
    assert editor.step(article, "overrule", board_member=cast.rivera.pk, reason="A lecture fee.").status_code == 302
    page = said(editor.get(page_of(article)))
    assert "conflict overridden: interest" in page
    assert "A lecture fee." in page


def test_the_admin_brings_a_voided_signature_back_by_an_override(cast, article):
    seats = [acts.seated(article, m, cast.editor) for m in (cast.rivera, cast.chen)]
    acts.signed(seats[0])
    pay(cast.rivera)
    acts.signed(seats[1])
    editor = Visitor(cast.editor)
    page = said(editor.get(page_of(article)))
    assert "The signature does not count: has a financial interest in ibuprofen" in page
    assert "Override for Pat Rivera" in page
    assert editor.step(article, "overrule", board_member=cast.rivera.pk, reason="A lecture fee.").status_code == 302
    assert acts.fresh(article).state == State.APPROVED


def test_an_override_in_admin_needs_a_reason_and_is_offered_for_conflicts_only(cast, article):
    pay(cast.rivera)
    BoardMember.objects.filter(pk=cast.chen.pk).update(licence_expires=date(2020, 1, 1))
    editor = Visitor(cast.editor)
    answer = editor.step(article, "overrule", board_member=cast.rivera.pk, reason=" ")
    assert answer.status_code == 400
    assert "Override for Pat Chen" not in said(answer)
    assert not Override.objects.exists()


# --- The database agrees ----------------------------------------------------------------------------------

#: What somebody with the application's password might do behind the doors, after one signature of two.
BEHIND = {
    "forget that anybody looked": "INSERT",
    "void the first signature": "UPDATE reviews_assignment SET void = 'conflict' WHERE state = 'completed'",
    "end the first signer's time on the board": "UPDATE reviews_boardmember SET \"left\" = '2020-01-01' WHERE slug = 'rivera'",
    "let the first signer be a contributor": f"UPDATE reviews_boardmember SET orcid = '{ORCID}' WHERE slug = 'rivera'",
    "close the first signer's account": "UPDATE auth_user SET is_active = false WHERE username = 'rivera'",
}


def unscreened(overridden):
    """A screening that excludes nobody."""
    return lambda member, *_, beside=(): {pk: Screening([], overridden) for pk in (member.pk, *beside)}


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("what", BEHIND)
def test_the_database_refuses_an_approval_that_rests_on_somebody_excluded(cast, what, monkeypatch):
    """The doors' own screening is switched off: what remains is the database."""
    article = acts.submitted(cast, contributors=(Writer("Anna Other", ORCID),))
    seats = [acts.seated(article, m, cast.editor) for m in (cast.rivera, cast.chen)]
    if what == "forget that anybody looked":
        monkeypatch.setattr("reviews.workflow.signing.refuse_excluded", unscreened(None))
    acts.signed(seats[0])
    if BEHIND[what] != "INSERT":
        with connection.cursor() as cursor:
            cursor.execute(BEHIND[what])
    monkeypatch.setattr("reviews.workflow.approval.recount", lambda *_: None)
    monkeypatch.setattr("reviews.models.round.Round.counted", property(lambda self: self.signed))
    with pytest.raises(DatabaseError, match="quorum is not complete"), transaction.atomic():
        acts.signed(seats[1])
    assert acts.fresh(article).state == State.UNDER_REVIEW


@pytest.mark.usefixtures("committed")
def test_the_database_counts_a_conflict_only_with_its_override(cast, article, monkeypatch):
    seats = [acts.seated(article, m, cast.editor) for m in (cast.rivera, cast.chen)]
    monkeypatch.setattr("reviews.workflow.signing.refuse_excluded", unscreened(["interest:acme ibuprofen"]))
    acts.signed(seats[0])
    monkeypatch.setattr("reviews.workflow.signing.refuse_excluded", unscreened([]))
    with pytest.raises(DatabaseError, match="quorum is not complete"), transaction.atomic():
        acts.signed(seats[1])
    pay(cast.rivera)
    reviews.overrule(article, cast.rivera, by=cast.editor, reason="A lecture fee.")
    acts.signed(Assignment.objects.get(pk=seats[1].pk))
    assert acts.fresh(article).state == State.APPROVED
