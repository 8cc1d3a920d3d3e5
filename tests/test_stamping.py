"""`last_updated`: the time of the event that changed what readers see, whenever it is stamped."""

from __future__ import annotations

from articles import stamping
from articles.models import Article, Filing, Policy
from citations import clock
from tests import acts


def test_every_article_that_waits_is_stamped_with_its_own_time(cast):
    made = []
    for days in (-30, -20, -10):
        with clock.shifted(days=days):
            made.append(acts.submitted(cast))
    assert stamping.stamp() == 3
    for article in made:
        assert acts.fresh(article).last_updated == article.created_at


def test_stamping_late_or_twice_gives_the_same_date(cast):
    article = acts.submitted(cast)
    with clock.shifted(days=3):
        stamping.stamp(article.pk)
        stamping.stamp()
    assert acts.fresh(article).last_updated == article.created_at
    assert not Article.objects.filter(unstamped__isnull=False).exists()


def test_an_approval_is_dated_whose_text_was_kept_from_readers_when_it_came(cast):
    Policy.objects.update(pending_public=False)
    article = acts.submitted(cast)
    stamping.stamp()
    Policy.objects.update(pending_public=True)
    article = acts.approved_again(article, cast)
    stamping.stamp()
    article = acts.fresh(article)
    assert article.last_updated == article.events.get(kind="approved").at
    assert Filing.objects.filter(article=article).exists()
