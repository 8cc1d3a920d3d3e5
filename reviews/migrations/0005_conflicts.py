"""Conflicts of interest: what members declare, what editors override, and what the database asks of an approval since."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


#: What stood before asked no question about conflicts: its signatures keep counting, its members have said what they had to.
KEEP = """
UPDATE reviews_review SET exclusions = '{}';
UPDATE reviews_boardmember SET interests_declared_on = joined WHERE disclosures <> '';
"""

GUARDS = r"""
-- A signed approval that counts: of this revision's hash, in this round, of every rendition, by somebody who may: licensed,
-- on the board, no writer, and with no conflict that an editor who did not write the article has not overridden.
CREATE OR REPLACE FUNCTION counted_approvals(a_round bigint, day date, writers bigint[]) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT count(*)
      FROM reviews_review review
      JOIN reviews_assignment seat ON seat.id = review.assignment_id AND seat.state = 'completed'
      JOIN reviews_round round ON round.id = seat.round_id
      JOIN articles_revision revision ON revision.id = round.revision_id
      JOIN reviews_boardmember member ON member.id = seat.board_member_id
      JOIN auth_user account ON account.id = member.user_id
     WHERE round.id = a_round
       AND review.verdict = 'approve'
       AND review.content_hash = revision.content_hash
       AND NOT seat.unconfirmed
       AND seat.void = ''
       AND NOT member.user_id = ANY (writers)
       AND account.is_active
       AND (member.left IS NULL OR member.left > day)
       AND member.licence_verified_at <= day
       AND member.licence_expires >= day
       AND (member.licence_revoked_at IS NULL OR member.licence_revoked_at > day)
       AND (member.orcid = '' OR NOT EXISTS (SELECT FROM articles_contributor writer
                                              WHERE writer.revision_id = revision.id AND writer.orcid = member.orcid))
       AND review.exclusions <@ ARRAY (SELECT unnest(override.keys) FROM reviews_override override
                                        WHERE override.article_id = round.article_id
                                          AND override.board_member_id = member.id
                                          AND NOT override.by_id = ANY (writers))
       AND NOT EXISTS (SELECT FROM articles_rendition rendition
                        WHERE rendition.revision_id = revision.id
                          AND NOT rendition.audience = ANY (review.renditions))
$$;

-- Signatures against it, of those that are not void.
CREATE OR REPLACE FUNCTION dissents(a_round bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*)
      FROM reviews_review review
      JOIN reviews_assignment seat ON seat.id = review.assignment_id
     WHERE seat.round_id = a_round AND seat.void = '' AND review.verdict <> 'approve'
$$;

CREATE OR REPLACE FUNCTION guard_approval(article articles_article, event articles_event) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    round reviews_round;
    approvals bigint;
    opposed bigint;
    specialists bigint;
BEGIN
    SELECT * INTO round FROM reviews_round
     WHERE article_id = article.id AND closed_seq = event.seq AND outcome = 'approved'
       AND revision_id = article.current_id AND id = (event.data ->> 'round')::bigint;
    IF round.id IS NULL THEN
        PERFORM guard_refuse('no round on this revision ended with this approval');
    END IF;
    IF article.published_id IS DISTINCT FROM article.current_id OR article.questioned <> '' THEN
        PERFORM guard_refuse('approved means that the reviewed revision is the one shown');
    END IF;
    IF EXISTS (SELECT FROM articles_finding WHERE revision_id = article.current_id
                AND severity = 'error' AND waived_at IS NULL AND NOT superseded AND found_at <= event.at) THEN
        PERFORM guard_refuse('an error finding is neither mended nor waived');
    END IF;
    approvals := counted_approvals(round.id, (event.at AT TIME ZONE 'UTC')::date, article.writers);
    opposed := dissents(round.id);
    SELECT count(*) INTO specialists
      FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
     WHERE seat.round_id = round.id AND seat.void = '' AND review.verdict = 'approve' AND review.specialist;
    IF event.kind = 'approved' THEN
        IF EXISTS (SELECT FROM articles_claim claim WHERE claim.revision_id = article.current_id AND claim.risk = 'high'
                    AND NOT EXISTS (
                        SELECT FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
                         WHERE seat.round_id = round.id AND seat.void = '' AND review.verdict = 'approve'
                           AND review.claims ->> claim.identity = 'supported')) THEN
            PERFORM guard_refuse('a high-risk claim was not judged');
        END IF;
        IF EXISTS (SELECT FROM unnest(round.audiences) audience WHERE NOT EXISTS (
                        SELECT FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
                         WHERE seat.round_id = round.id AND seat.void = '' AND review.verdict = 'approve'
                           AND seat.audience = audience)) THEN
            PERFORM guard_refuse('an audience has no reviewer of its own');
        END IF;
        IF approvals < round.seats OR opposed > 0 OR specialists < round.specialists THEN
            PERFORM guard_refuse('the quorum is not complete');
        END IF;
    ELSIF event.kind = 'overridden' THEN
        IF approvals < 1 OR approvals + opposed < round.seats OR event.actor_id IS NULL OR event.text_digest = ''
           OR event.actor_id = ANY (article.writers) THEN
            PERFORM guard_refuse('an override needs an approval, every seat signed, an editor and a reason');
        END IF;
    ELSE
        PERFORM guard_refuse('this event approves nothing');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION guard_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.closed_at IS NOT NULL OR NEW.cause NOT IN ('correction', 'calibration') AND EXISTS (
            SELECT FROM articles_policy policy JOIN articles_article article ON article.risk = policy.tier
             WHERE article.id = NEW.article_id
               AND (NEW.seats < policy.seats OR policy.reviewer_per_audience AND EXISTS (
                    SELECT FROM articles_rendition rendition
                     WHERE rendition.revision_id = NEW.revision_id AND NOT rendition.audience = ANY (NEW.audiences)))) THEN
            PERFORM guard_refuse('a round begins open, with as many seats and audiences as the policy asks');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.closed_at IS NOT NULL
       OR (NEW.article_id, NEW.revision_id, NEW.cause, NEW.seats, NEW.specialists, NEW.audiences, NEW.opened_at)
          IS DISTINCT FROM
          (OLD.article_id, OLD.revision_id, OLD.cause, OLD.seats, OLD.specialists, OLD.audiences, OLD.opened_at) THEN
        PERFORM guard_refuse('a round changes only by being closed, once');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_editors_and_keys'),
        ('reviews', '0004_guard'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='audience',
            field=models.CharField(blank=True, help_text='Whose reader they speak for, where the policy wants a reviewer for each.', max_length=10),
        ),
        migrations.AddField(
            model_name='assignment',
            name='void',
            field=models.TextField(blank=True, help_text='Why the signature does not count, whoever gave it: empty, it does.'),
        ),
        migrations.AddField(
            model_name='boardmember',
            name='away_from',
            field=models.DateField(blank=True, help_text='Empty with an end: away already.', null=True),
        ),
        migrations.AddField(
            model_name='boardmember',
            name='interests_declared_on',
            field=models.DateField(blank=True, help_text='When they last declared their financial interests and publications. Never: they may not review.', null=True),
        ),
        migrations.AddField(
            model_name='boardmember',
            name='licence_revoked_why',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='boardmember',
            name='licence_verified_how',
            field=models.CharField(blank=True, help_text="Such as: the register's page, by telephone.", max_length=300),
        ),
        migrations.AddField(
            model_name='boardmember',
            name='term_ends',
            field=models.DateField(blank=True, help_text='The last day of their term of office.', null=True),
        ),
        migrations.AddField(
            model_name='review',
            name='exclusions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=400), help_text='The conflicts found at signing, each overridden by an editor; null: nobody looked, it does not count.', null=True, size=None),
        ),
        migrations.AddField(
            model_name='round',
            name='audiences',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, help_text='Those that need a reviewer of their own; empty where the policy asks for none.', size=None),
        ),
        migrations.AlterField(
            model_name='round',
            name='cause',
            field=models.CharField(choices=[('first', 'first review'), ('revision', 'update of a published article'), ('due', 're-review is due'), ('notice', 'a cited source got a notice'), ('report', 'an error was reported'), ('licence', "a signer's licence was revoked"), ('calibration', 'a second, blind look'), ('correction', 'minor correction')], max_length=12),
        ),
        migrations.AlterField(
            model_name='round',
            name='outcome',
            field=models.CharField(blank=True, choices=[('approved', 'Approved'), ('changes_requested', 'Changes Requested'), ('rejected', 'Rejected'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn'), ('retired', 'Retired'), ('calibration', 'Calibration')], max_length=20),
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(choices=[('Support for the present work', 'Support for the present work'), ('Grants or contracts', 'Grants or contracts'), ('Royalties or licences', 'Royalties or licences'), ('Consulting fees', 'Consulting fees'), ('Payment or honoraria for lectures, presentations, manuscripts or educational events', 'Payment or honoraria for lectures, presentations, manuscripts or educational events'), ('Payment for expert testimony', 'Payment for expert testimony'), ('Support for attending meetings or travel', 'Support for attending meetings or travel'), ('Patents planned, issued or pending', 'Patents planned, issued or pending'), ('Participation on a data safety monitoring or advisory board', 'Participation on a data safety monitoring or advisory board'), ('Leadership role in another board, society, committee or advocacy group', 'Leadership role in another board, society, committee or advocacy group'), ('Stock or stock options', 'Stock or stock options'), ('Equipment, materials, drugs, medical writing, gifts or other services received', 'Equipment, materials, drugs, medical writing, gifts or other services received'), ('Other financial or non-financial interests', 'Other financial or non-financial interests')], max_length=100)),
                ('entity', models.CharField(help_text='The company or body.', max_length=200)),
                ('products', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, help_text='Drugs and devices that it concerns, by every name that a text may use, with commas.', size=None)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('ended', models.DateField(blank=True, help_text='Empty: it goes on.', null=True)),
                ('board_member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='reviews.boardmember')),
            ],
            options={
                'verbose_name': 'financial interest',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=500)),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('doi', models.CharField(blank=True, max_length=300, verbose_name='DOI')),
                ('authors', models.JSONField(default=list, help_text='CSL-JSON names.')),
                ('board_member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='reviews.boardmember')),
            ],
            options={
                'ordering': ['-year', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=400), help_text='The exclusions that it settles.', size=None)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article')),
                ('board_member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='reviews.boardmember')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['article', 'board_member'], name='override_of_a_pair')],
            },
        ),
        migrations.RunSQL([KEEP, GUARDS]),
    ]
