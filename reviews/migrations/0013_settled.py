"""What an editor's override settled stands in its round, and nobody settles what is their own.

Overrides of before are told what they settled from what their rounds still hold. The round's guard lets nothing change what
is closed, and is away for that: for rounds that an override ended, which are few, and found beforehand.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

SETTLED = """
CREATE TEMPORARY TABLE settled ON COMMIT DROP AS
SELECT round.id, array_remove(ARRAY[
        CASE WHEN dissents(round.id) > 0 THEN 'dissent' END,
        CASE WHEN round.specialists > (
            SELECT count(*) FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
             WHERE seat.round_id = round.id AND seat.void = '' AND review.verdict = 'approve' AND review.specialist)
            THEN 'specialty' END,
        CASE WHEN EXISTS (SELECT FROM unnest(round.audiences) audience WHERE NOT EXISTS (
            SELECT FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
             WHERE seat.round_id = round.id AND seat.void = '' AND review.verdict = 'approve'
               AND seat.audience = audience)) THEN 'audience' END,
        CASE WHEN EXISTS (SELECT FROM articles_claim claim
             WHERE claim.revision_id = round.revision_id AND claim.risk = 'high' AND NOT EXISTS (
                SELECT FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
                 WHERE seat.round_id = round.id AND seat.void = '' AND review.verdict = 'approve'
                   AND review.claims ->> claim.identity = 'supported')) THEN 'claims' END], NULL) AS lacking
  FROM articles_event event JOIN reviews_round round ON round.article_id = event.article_id AND round.closed_seq = event.seq
 WHERE event.kind = 'overridden';
ALTER TABLE reviews_round DISABLE TRIGGER round_is_kept;
UPDATE reviews_round SET lacking = CASE WHEN settled.lacking = '{}' THEN '{other}' ELSE settled.lacking END
  FROM settled WHERE settled.id = reviews_round.id;
ALTER TABLE reviews_round ENABLE TRIGGER round_is_kept;
"""

GUARDS = r"""
-- A signed approval that counts: of this revision's hash, in this round, of every rendition, by somebody who may: licensed,
-- on the board, no writer, and with no conflict that another editor, who did not write the article, has not overridden.
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
                                          AND override.by_id <> member.user_id
                                          AND NOT override.by_id = ANY (writers))
       AND NOT EXISTS (SELECT FROM articles_rendition rendition
                        WHERE rendition.revision_id = revision.id
                          AND NOT rendition.audience = ANY (review.renditions))
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
     WHERE seat.round_id = round.id AND seat.void = '' AND NOT seat.unconfirmed AND review.verdict = 'approve' AND review.specialist;
    IF (event.kind = 'overridden') <> (round.lacking <> '{}') THEN
        PERFORM guard_refuse('an override says what it settled, and nothing else does');
    END IF;
    IF event.kind = 'approved' THEN
        IF EXISTS (SELECT FROM articles_claim claim WHERE claim.revision_id = article.current_id AND claim.risk = 'high'
                    AND NOT EXISTS (
                        SELECT FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
                         WHERE seat.round_id = round.id AND seat.void = '' AND NOT seat.unconfirmed AND review.verdict = 'approve'
                           AND review.claims ->> claim.identity = 'supported')) THEN
            PERFORM guard_refuse('a high-risk claim was not judged');
        END IF;
        IF EXISTS (SELECT FROM unnest(round.audiences) audience WHERE NOT EXISTS (
                        SELECT FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
                         WHERE seat.round_id = round.id AND seat.void = '' AND NOT seat.unconfirmed AND review.verdict = 'approve'
                           AND seat.audience = audience)) THEN
            PERFORM guard_refuse('an audience has no reviewer of its own');
        END IF;
        IF approvals < round.seats OR opposed > 0 OR specialists < round.specialists THEN
            PERFORM guard_refuse('the quorum is not complete');
        END IF;
    ELSIF event.kind = 'overridden' THEN
        IF approvals < 1 OR approvals + opposed < round.seats OR event.actor_id IS NULL OR event.text_digest = ''
           OR event.actor_id = ANY (article.writers) OR EXISTS (
            SELECT FROM reviews_assignment seat JOIN reviews_boardmember member ON member.id = seat.board_member_id
             WHERE seat.round_id = round.id AND seat.state = 'completed' AND member.user_id = event.actor_id) THEN
            PERFORM guard_refuse('an override needs an approval, every seat signed, an editor who signed none, and a reason');
        END IF;
    ELSE
        PERFORM guard_refuse('this event approves nothing');
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0012_whole_answers")]
    operations = [
        migrations.AddField(
            model_name="round",
            name="lacking",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("dissent", "Dissent"),
                        ("specialty", "Specialty"),
                        ("audience", "Audience"),
                        ("claims", "Claims"),
                        ("other", "Other"),
                    ],
                    max_length=10,
                ),
                blank=True, db_default=[], default=list, size=None,
                help_text="What the editor's override settled that approved it; empty where the board alone did.",
            ),
        ),  # fmt: skip
        migrations.RunSQL([SETTLED, GUARDS], migrations.RunSQL.noop),
    ]
