"""The checks in use: labels from the table, findings made anew, risk set by the editor, short rounds."""

from __future__ import annotations

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from articles import checks, examination, policies
from articles import workflow as articles
from articles.checks import RULES_VERSION
from articles.errors import NotAllowed
from articles.labels import intake as labels
from articles.labels import read_labels, shipped_labels
from articles.labels.intake import bring
from articles.models import Article, DrugLabel, Edition, Finding, Policy, State
from articles.tasks import recheck
from citations import clock
from citations.kinds import KINDS, YEARS
from reviews import workflow as reviews
from reviews.models import Round
from tests import acts
from tests.client import Keyed, body
from tests.people import person

DOSED = acts.TEXT + "\nAdults take 600 mg of over-the-counter ibuprofen three times daily for a week [1].\n"
HEADER = "drug,form,maximum,unit,arithmetic,availability,jurisdiction,population,cautions,note,source,read_on\n"


def codes(article) -> list[str]:
    return [finding.code for finding in article.current.findings.all()]


def test_a_dose_above_the_label_is_found_with_its_source(cast):
    article = acts.submitted(cast, text=DOSED)
    (finding,) = article.current.findings.filter(code="dose-exceeds-label")
    assert "1,800" in finding.message
    assert "1,200" in finding.message
    assert "DailyMed" in finding.message + finding.help


def test_a_replaced_label_row_is_what_counts_from_then_on(cast):
    row = "ibuprofen,,2400,mg,,over the counter,United States,adults,,,Test label,2026-01-01\n"
    DrugLabel.objects.update(replaced_at=clock.now())
    assert bring(read_labels(HEADER + row)) == {"new": 1}
    assert "dose-exceeds-label" not in codes(acts.submitted(cast, text=DOSED))


def test_a_changed_label_row_keeps_the_old_one(db):
    row = "ibuprofen,,{},mg,,over the counter,United States,adults,,,Test label,2026-01-01\n"
    assert bring(read_labels(HEADER + row.format(800))) == {"new": 1}
    assert bring(read_labels(HEADER + row.format(800))) == {"same": 1}
    assert bring(read_labels(HEADER + row.format(900))) == {"replaced": 1}
    assert DrugLabel.objects.filter(source="Test label").count() == 2


def test_a_label_row_without_a_source_is_refused_with_all_others(db, tmp_path):
    rows = "x,,5,mg,,prescription,US,adults,,,Label,2026-01-01\ny,,5,mg,,prescription,US,adults,,,,2026-01-01\n"
    (tmp_path / "labels.csv").write_text(HEADER + rows)
    with pytest.raises(CommandError, match="has no source"):
        call_command("import_labels", tmp_path / "labels.csv")
    assert not DrugLabel.objects.filter(drug="x").exists()


def test_checking_before_submitting_lists_the_findings_and_exits_1_on_errors(db, tmp_path, capsys):
    (tmp_path / "a.json").write_text(json.dumps(body(renditions={"clinician": "Rest [1] [2] [3]."})))
    with pytest.raises(SystemExit):
        call_command("check_article", tmp_path / "a.json")
    assert "error citation-dangling clinician:13-16" in capsys.readouterr().out
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("If ALT <ULN take 4000 mg of ibuprofen daily; if ALT >ULN stop.", "4000 mg"),
        ("It`s so.\r\n\r\nTake 4000 mg of ibuprofen daily. Don`t wait.", "4000 mg"),
        ("![Take 4000 mg of ibuprofen daily](https://example.org/a.png)", "4000 mg"),
        ("> ```\n> rest\n\nTake 4000&nbsp;mg of ibuprofen daily.", "4000&nbsp;mg"),
        ("Take ibuprofen **4000** mg daily\r\rRest [1].", "4000** mg"),
    ],
)
def test_a_dry_run_points_at_every_dose_that_readers_will_see(cast, text, sent):
    answer = Keyed(cast.author).send("articles/?dry_run=true", body(renditions={"clinician": text})).json()
    places = {f["code"]: text[f["start"] : f["end"]] for f in answer["findings"] if f["start"] is not None}
    assert (places["dose-uncited"], places["dose-exceeds-label"]) == (sent, sent)


def test_checking_answers_as_the_dry_run_does(cast, tmp_path, capsys):
    (tmp_path / "a.json").write_text(json.dumps(body()))
    call_command("check_article", tmp_path / "a.json", json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer == Keyed(cast.author).send("articles/?dry_run=true", body()).json()


@pytest.mark.parametrize("text", ['{"question": 1}', "{", '{"question": "x"}'])
def test_checking_what_would_not_be_accepted_says_so(db, tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(CommandError):
        call_command("check_article", tmp_path / "a.json")


def test_older_findings_are_made_anew_and_waivers_stay(cast):
    article = acts.submitted(cast, text="Rest [1] [2] [3].")
    kept = article.current.findings.filter(severity="error").first()
    articles.waive(kept, by=cast.editor, reason="In print.")
    Finding.objects.create(
        revision=article.current, code="of-an-older-rule", severity="error", message="Gone now.", found_at=clock.now()
    )
    Article.objects.filter(pk=article.pk).update(checked_with=checks.RULES_VERSION - 1)
    assert recheck() == 1
    assert recheck() == 0
    assert "of-an-older-rule" not in codes(article)
    assert Finding.every.filter(code="of-an-older-rule", superseded=True).exists()
    assert acts.fresh(kept).waived_reason == "In print."
    assert acts.fresh(article).checked_with == checks.RULES_VERSION


def test_what_was_waived_stays_waived_when_a_rule_finds_other_words_for_it(cast):
    article = acts.submitted(cast, text="Rest [1] [2] [3] [4].")
    dangling, other = article.current.findings.filter(code="citation-dangling")
    for finding in (dangling, other):
        Finding.objects.filter(pk=finding.pk).update(message=f"{finding.message} As an older rule put it.")
    articles.waive(dangling, by=cast.editor, reason="In print.")
    Article.objects.filter(pk=article.pk).update(checked_with=checks.RULES_VERSION - 1)
    errors = acts.fresh(article).errors
    assert recheck() == 1
    assert acts.fresh(article).errors == errors
    assert acts.fresh(dangling).waived_reason == "In print."
    kept, anew = article.current.findings.filter(code="citation-dangling").order_by("start")
    assert kept.message.endswith("put it.")
    assert not anew.message.endswith("put it.")


def test_a_changed_label_row_makes_the_findings_of_what_is_in_play_anew(cast):
    article, other = acts.submitted(cast, text=DOSED), acts.submitted(cast)
    assert "dose-exceeds-label" in codes(article)
    labels.withdraw(DrugLabel.objects.filter(drug="ibuprofen"))
    assert recheck() == 2
    assert "dose-exceeds-label" not in codes(article)
    assert article.events.filter(kind="rechecked").exists()
    assert not other.events.filter(kind="rechecked").exists()
    assert recheck() == 0
    assert bring(read_labels(HEADER + "ibuprofen,,900,mg,,over the counter,US,adults,,,Test label,2026-01-01\n")) == {"new": 1}
    assert recheck() == 2
    assert "the label's 900 mg" in article.current.findings.get(code="dose-exceeds-label").message


def test_a_policys_new_age_makes_the_findings_of_what_is_in_play_anew(cast):
    article = acts.submitted(cast)
    policies.change("medium", {"reference_years": {"research": 2}})
    assert recheck() == 1
    assert codes(article) == ["reference-outdated"] * 2
    assert acts.fresh(article).warnings == 2


def test_a_new_member_of_the_board_makes_the_findings_about_their_works_anew(cast):
    article = acts.submitted(cast)
    person("tyler", "board member")
    said = {
        "username": "tyler", "slug": "tyler", "name": "Ann Tyler", "credentials": "MD", "specialties": ["Surgical"],
        "licence_number": "1", "licence_register": "R", "licence_expires": "2030-01-01", "joined": "2026-01-01",
    }  # fmt: skip
    assert Keyed(cast.editor).send("board-members/", said).status_code == 201
    assert recheck() == 1
    assert "reference-self-published" in codes(article)


@pytest.mark.parametrize("change", [{"seats": 3}, {"reference_years": {"book": 10}}, {"reading_grade": 8}])
def test_what_changes_nothing_for_the_checks_makes_nothing_anew(cast, change):
    acts.submitted(cast)
    policies.change("medium", change)
    assert recheck() == 0


def test_a_label_row_that_is_put_in_force_again_makes_nothing_anew(cast):
    acts.submitted(cast)
    assert bring(shipped_labels()).keys() == {"same"}
    assert labels.withdraw(DrugLabel.objects.exclude(replaced_at=None)) == 0
    assert recheck() == 0


def test_a_label_that_changes_while_an_article_comes_in_is_not_missed(cast):
    """The edition is read before the labels: what was checked by the old ones carries the old number."""
    context = examination.tier_context("high")
    labels.withdraw(DrugLabel.objects.filter(drug="ibuprofen"))
    assert examination.examine(acts.draft(DOSED).content, [(), ()], lambda tier: context).edition < Edition.objects.get().number


def test_signed_articles_do_not_stand_before_those_that_can_be_checked_anew(cast):
    acts.split(cast)
    acts.submitted(cast, question="What else?")
    policies.change("medium", {"reading_grade": 5})
    assert [article.current.question for article in Article.objects.to_recheck(RULES_VERSION)] == ["What else?"]


def test_what_somebody_signed_on_is_not_checked_anew(cast):
    split, approved = acts.split(cast), acts.approved(cast)
    Article.objects.update(checked_with=0)
    assert recheck() == 0
    assert {acts.fresh(split).checked_with, acts.fresh(approved).checked_with} == {0}


def test_the_editor_sets_the_risk_and_a_revision_leaves_it(cast):
    article = articles.rate(acts.submitted(cast), by=cast.editor, tier="high", reason="Read by parents.")
    article, _ = articles.revise(article, acts.draft(acts.TEXT + "\nMore."), by=cast.author)
    assert (article.risk, article.risk_by_editor) == ("high", True)


def test_the_author_does_not_set_the_risk(cast):
    with pytest.raises(NotAllowed):
        articles.rate(acts.submitted(cast), by=cast.author, tier="low", reason="Harmless.")


def test_the_risk_is_set_over_the_api(cast):
    article = acts.submitted(cast)
    said = {"tier": "high", "reason": "Read by parents."}
    assert Keyed(cast.editor).send(f"articles/{article.pk}/risk/", said).json()["risk"] == "high"
    assert Keyed(cast.author).send(f"articles/{article.pk}/risk/", said).status_code == 403


SPELLED = acts.TEXT.replace("as pain allows", "as the pain allows")


def test_a_minor_correction_takes_one_signature_and_moves_no_review_date(cast):
    article = acts.approved(cast)
    before = (article.last_reviewed, article.next_review_due)
    with clock.shifted(days=40):
        articles.revise(article, acts.draft(SPELLED), by=cast.author)
        acts.signed(acts.seated(article, cast.haddad, cast.editor))
    article = acts.fresh(article)
    assert (article.state, article.published.number) == (State.APPROVED, 2)
    assert (article.last_reviewed, article.next_review_due) == before
    assert Round.objects.latest("pk").cause == "correction"
    public = Keyed().read(f"public/articles/{article.slug}/").json()
    assert [signer["slug"] for signer in public["reviewed_by"]] == ["rivera", "chen"]


def test_a_changed_citation_is_no_minor_correction(cast):
    article = acts.approved(cast)
    articles.revise(article, acts.draft(acts.TEXT.replace("[2]", "[1]")), by=cast.author)
    acts.signed(acts.seated(article, cast.haddad, cast.editor))
    assert acts.fresh(article).state == State.UNDER_REVIEW


def test_many_small_corrections_take_a_full_round_once_they_make_a_large_one(cast):
    names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    text = acts.TEXT + "".join(f"\nGentle care of hips named {name} is described on another page.\n" for name in names)
    article, causes = acts.approved(cast, text=text), []
    for name in names[:4]:
        text = text.replace(f"Gentle care of hips named {name} is described", f"Massage and heat for {name} are described")
        articles.revise(article, acts.draft(text), by=cast.author)
        seat = acts.seated(article, cast.haddad, cast.editor)
        causes.append(seat.round.cause)
        acts.signed(seat)
    assert (causes[0], causes[-1]) == ("correction", "revision")


def test_a_correction_of_a_questioned_article_takes_the_full_round(cast):
    article = acts.approved(cast)
    reviews.reopen(article, cause="notice", by=cast.editor, reason="Source retracted.")
    articles.revise(article, acts.draft(SPELLED), by=cast.author)
    acts.signed(acts.seated(article, cast.haddad, cast.editor))
    assert acts.fresh(article).state == State.UNDER_REVIEW


def test_a_paper_by_a_board_member_is_self_published(cast):
    assert cast.rivera
    own = acts.paper(1) | {"author": [{"family": "Rivera", "given": "Pat"}]}
    sent = body(references=[{"key": "own", "kind": "research", "csl": own}], renditions={"clinician": "Rest [1]."})
    answer = Keyed(cast.author).send("articles/?dry_run=true", sent).json()
    assert "reference-self-published" in [finding["code"] for finding in answer["findings"]]


def test_the_policy_of_the_tier_says_how_old_a_source_may_be(cast):
    assert "reference-outdated" not in codes(acts.submitted(cast))
    Policy.objects.update(reference_years={"research": 2})
    assert "reference-outdated" in codes(acts.submitted(cast))


@pytest.mark.parametrize("kind", KINDS)
def test_the_age_of_each_kind_is_the_policys(cast, kind):
    old = acts.paper(1) | {"issued": {"date-parts": [[clock.today().year - 3]]}}
    sent = body(references=[{"key": "old", "kind": kind, "csl": old}], renditions={"clinician": "Rest [1]."})
    policies.change("medium", {"reference_years": {kind: 2}})
    findings = Keyed(cast.author).send("articles/?dry_run=true", sent).json()["findings"]
    (message,) = [finding["message"] for finding in findings if finding["code"] == "reference-outdated"]
    assert message.endswith(f"3 years old; for its kind ({kind}) the policy allows 2.")


def test_ages_that_a_change_does_not_name_stay(cast):
    policies.change("low", {"reference_years": {"book": 2}})
    assert Policy.objects.get(tier="low").reference_years == YEARS | {"book": 2}


def test_policies_from_before_get_the_ages_that_the_checks_went_by(db):
    Policy.objects.update(reference_years={"guideline": 3})
    backfill = import_module("articles.migrations.0029_reference_years").fill
    backfill(apps, SimpleNamespace(connection=connection))
    assert all(policy.reference_years == YEARS | {"guideline": 3} for policy in Policy.objects.all())


def test_an_editor_changes_a_label_row_in_admin_and_the_old_one_stays(cast):
    admin = Client()
    admin.force_login(cast.editor)
    row = DrugLabel.objects.get(drug="ibuprofen")
    said = {"maximum": "1000", "unit": "mg", "arithmetic": "", "cautions": "", "note": "", "read_on": "2026-11-01"}
    answer = admin.post(f"/admin/articles/druglabel/{row.pk}/change/", said)
    assert answer.status_code == 302, answer.content
    assert DrugLabel.objects.get(drug="ibuprofen", replaced_at=None).maximum == 1000
    assert DrugLabel.objects.get(pk=row.pk).maximum == 1200
    assert DrugLabel.objects.get(drug="ibuprofen", replaced_at=None).added_by == cast.editor


def test_a_label_row_without_a_source_is_refused_in_admin(cast):
    admin = Client()
    admin.force_login(cast.editor)
    said = {
        "drug": "x", "maximum": "5", "unit": "mg", "availability": "prescription", "jurisdiction": "US",
        "population": "adults", "source": "", "read_on": "2026-11-01",
    }  # fmt: skip
    assert admin.post("/admin/articles/druglabel/add/", said).status_code == 200
    assert not DrugLabel.objects.filter(drug="x").exists()


def test_one_article_that_cannot_be_checked_keeps_no_other_from_it(cast, monkeypatch):
    poison, sound = acts.submitted(cast, question="Poison?"), acts.submitted(cast, question="Sound?")
    Article.objects.update(checked_with=0)
    checked = examination.checks.examine

    def examine(content, *rest, **named):
        if content.question == "Poison?":
            raise RuntimeError
        return checked(content, *rest, **named)

    monkeypatch.setattr(examination.checks, "examine", examine)
    assert recheck() == 1
    assert (acts.fresh(poison).checked_with, acts.fresh(sound).checked_with) == (0, RULES_VERSION)
