"""The database refuses by itself what a door would refuse, whoever asks: `update()`, `bulk_update`, raw SQL.

`guard_article` is deferred to commit. It demands a legal edge, the event that tells of it, and the conditions of that
edge. Conditions are read from rows that stay (rounds, seats, signatures), so that they hold at commit and afterwards.
The other guards keep seats on their own map, rounds closed once closed, and the events of an article in one chain.
"""

from django.db import migrations

GUARDS = r"""
CREATE FUNCTION guard_refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'medreview refuses: %', why USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- A signed approval that counts: of this revision's hash, in this round, of every rendition, by somebody eligible.
CREATE FUNCTION counted_approvals(a_round bigint, day date, writers bigint[]) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*)
      FROM reviews_review review
      JOIN reviews_assignment seat ON seat.id = review.assignment_id AND seat.state = 'completed'
      JOIN reviews_round round ON round.id = seat.round_id
      JOIN articles_revision revision ON revision.id = round.revision_id
      JOIN reviews_boardmember member ON member.id = seat.board_member_id
     WHERE round.id = a_round
       AND review.verdict = 'approve'
       AND review.content_hash = revision.content_hash
       AND NOT seat.unconfirmed
       AND NOT member.user_id = ANY (writers)
       AND member.licence_verified_at <= day
       AND member.licence_expires >= day
       AND (member.licence_revoked_at IS NULL OR member.licence_revoked_at > day)
       AND NOT EXISTS (SELECT FROM articles_rendition rendition
                        WHERE rendition.revision_id = revision.id
                          AND NOT rendition.audience = ANY (review.renditions))
$$;

CREATE FUNCTION dissents(a_round bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*)
      FROM reviews_review review
      JOIN reviews_assignment seat ON seat.id = review.assignment_id
     WHERE seat.round_id = a_round AND review.verdict <> 'approve'
$$;

CREATE FUNCTION guard_approval(article articles_article, event articles_event) RETURNS void LANGUAGE plpgsql AS $$
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
     WHERE seat.round_id = round.id AND review.verdict = 'approve' AND review.specialist;
    IF event.kind = 'approved' THEN
        IF EXISTS (SELECT FROM articles_claim claim WHERE claim.revision_id = article.current_id AND claim.risk = 'high'
                    AND NOT EXISTS (
                        SELECT FROM reviews_review review JOIN reviews_assignment seat ON seat.id = review.assignment_id
                         WHERE seat.round_id = round.id AND review.verdict = 'approve'
                           AND review.claims ->> claim.identity = 'supported')) THEN
            PERFORM guard_refuse('a high-risk claim was not judged');
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

CREATE FUNCTION guard_article() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    event articles_event;
    in_play CONSTANT text[] := ARRAY['submitted', 'under_review', 'changes_requested'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'submitted' OR NEW.published_id IS NOT NULL OR NEW.questioned <> '' OR NOT EXISTS (
            SELECT FROM articles_event WHERE article_id = NEW.id AND seq = 1 AND kind = 'submitted') THEN
            PERFORM guard_refuse('an article begins as submitted, with the event that says so');
        END IF;
        RETURN NULL;
    END IF;
    IF NOT NEW.writers @> OLD.writers THEN
        PERFORM guard_refuse('who wrote an article stays its writer');
    END IF;
    SELECT * INTO event FROM articles_event WHERE article_id = NEW.id AND seq = NEW.event_seq;
    IF event.id IS NULL OR event.hash <> NEW.event_head OR NEW.event_seq < OLD.event_seq THEN
        PERFORM guard_refuse('the head of the history is not its last event');
    END IF;
    IF (NEW.state, NEW.published_id, NEW.questioned, NEW.last_reviewed)
       IS NOT DISTINCT FROM (OLD.state, OLD.published_id, OLD.questioned, OLD.last_reviewed)
       AND (NEW.current_id IS NOT DISTINCT FROM OLD.current_id OR OLD.current_id IS NULL) THEN
        RETURN NULL;
    END IF;
    IF NEW.event_seq = OLD.event_seq OR event.before <> OLD.state OR event.after <> NEW.state THEN
        PERFORM guard_refuse(format('no event tells of the move from %s to %s', OLD.state, NEW.state));
    END IF;
    IF (NEW.published_id IS DISTINCT FROM OLD.published_id OR NEW.last_reviewed IS DISTINCT FROM OLD.last_reviewed)
       AND event.kind NOT IN ('approved', 'overridden') THEN
        PERFORM guard_refuse('only an approval publishes');
    END IF;
    IF NEW.questioned <> OLD.questioned AND event.kind NOT IN ('approved', 'overridden', 'reopened', 'questioned') THEN
        PERFORM guard_refuse('only an approval answers what was questioned');
    END IF;
    IF NEW.current_id IS DISTINCT FROM OLD.current_id AND event.kind NOT IN ('revised', 'update_dropped') THEN
        PERFORM guard_refuse('the current revision changes by a revision only');
    END IF;
    IF EXISTS (SELECT FROM reviews_round WHERE article_id = NEW.id AND closed_at IS NULL
                AND (revision_id <> NEW.current_id OR NEW.state IN ('approved', 'rejected', 'withdrawn', 'retired'))
                AND opened_at <= event.at AND id <= COALESCE((event.data ->> 'round')::bigint, id)) THEN
        PERFORM guard_refuse('a round is still open on what is no longer asked');
    END IF;

    IF event.kind = 'questioned' AND OLD.state = NEW.state AND NEW.current_id = OLD.current_id THEN
        IF OLD.questioned <> '' OR NEW.questioned = '' OR NEW.published_id IS NULL THEN
            PERFORM guard_refuse('only what is published comes into doubt, and once');
        END IF;
    ELSIF event.kind = 'revised' AND OLD.state = ANY (in_play || 'approved'::text) AND NEW.state = 'submitted' THEN
        IF NEW.current_id = OLD.current_id OR NOT EXISTS (
            SELECT FROM articles_revision fresh, articles_revision former
             WHERE fresh.id = NEW.current_id AND fresh.article_id = NEW.id AND former.id = OLD.current_id
               AND fresh.number > former.number) THEN
            PERFORM guard_refuse('a revision must be newer than the one before');
        END IF;
    ELSIF event.kind = 'accepted' AND OLD.state = 'submitted' AND NEW.state = 'under_review' THEN
        IF NOT EXISTS (
            SELECT FROM reviews_round round JOIN reviews_assignment seat ON seat.round_id = round.id
             WHERE round.id = (event.data ->> 'round')::bigint AND round.article_id = NEW.id
               AND round.revision_id = NEW.current_id AND seat.accepted_at IS NOT NULL) THEN
            PERFORM guard_refuse('nobody accepted to review this revision');
        END IF;
        IF EXISTS (SELECT FROM articles_finding WHERE revision_id = NEW.current_id
                    AND severity = 'error' AND waived_at IS NULL AND NOT superseded AND found_at <= event.at) THEN
            PERFORM guard_refuse('an error finding is neither mended nor waived');
        END IF;
    ELSIF event.kind IN ('approved', 'overridden') AND OLD.state = 'under_review' AND NEW.state = 'approved' THEN
        PERFORM guard_approval(NEW, event);
    ELSIF event.kind = 'changes_requested' AND OLD.state = 'under_review' AND NEW.state = 'changes_requested' THEN
        IF event.actor_id IS NULL OR event.actor_id = ANY (NEW.writers) OR event.text_digest = '' OR NOT EXISTS (
            SELECT FROM reviews_round WHERE article_id = NEW.id AND closed_seq = event.seq
                AND outcome = 'changes_requested' AND revision_id = NEW.current_id AND dissents(id) > 0) THEN
            PERFORM guard_refuse('changes are requested by an editor, for a reason, after somebody signed against it');
        END IF;
    ELSIF event.kind IN ('withdrawn', 'rejected') AND OLD.state = ANY (in_play) AND NEW.state = event.kind THEN
        IF OLD.published_id IS NOT NULL OR event.actor_id IS NULL THEN
            PERFORM guard_refuse('what was published is retired, not rejected or withdrawn');
        END IF;
    ELSIF event.kind = 'update_dropped' AND OLD.state = ANY (in_play) AND NEW.state IN ('approved', 'under_review') THEN
        IF OLD.published_id IS NULL OR OLD.current_id = OLD.published_id OR NEW.current_id <> NEW.published_id
           OR (NEW.state = 'approved') <> (NEW.questioned = '') THEN
            PERFORM guard_refuse('dropping an update leads back to what was approved, or to its re-review');
        END IF;
    ELSIF event.kind = 'reopened' AND OLD.state = 'approved' AND NEW.state = 'under_review' THEN
        IF NEW.questioned = '' OR NOT EXISTS (
            SELECT FROM reviews_round WHERE id = (event.data ->> 'round')::bigint AND article_id = NEW.id
                AND revision_id = NEW.published_id AND cause = NEW.questioned) THEN
            PERFORM guard_refuse('a re-review has a round and a cause');
        END IF;
    ELSIF event.kind = 'retired' AND OLD.state = ANY (in_play || 'approved'::text) AND NEW.state = 'retired' THEN
        IF event.actor_id IS NULL OR event.text_digest = '' THEN
            PERFORM guard_refuse('an editor retires, with a notice');
        END IF;
    ELSE
        PERFORM guard_refuse(format('%s does not lead from %s to %s', event.kind, OLD.state, NEW.state));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER article_begins AFTER INSERT ON articles_article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_article();
CREATE CONSTRAINT TRIGGER article_moves AFTER UPDATE ON articles_article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.state, OLD.current_id, OLD.published_id, OLD.questioned, OLD.last_reviewed, OLD.writers, OLD.event_seq,
           OLD.event_head)
          IS DISTINCT FROM
          (NEW.state, NEW.current_id, NEW.published_id, NEW.questioned, NEW.last_reviewed, NEW.writers, NEW.event_seq,
           NEW.event_head))
    EXECUTE FUNCTION guard_article();

CREATE FUNCTION guard_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq = 1 AND NEW.prev = '' THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM articles_event WHERE article_id = NEW.article_id AND seq = NEW.seq - 1
                    AND hash = NEW.prev) THEN
        PERFORM guard_refuse('an event follows from the one before');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER event_follows BEFORE INSERT ON articles_event FOR EACH ROW EXECUTE FUNCTION guard_event();

CREATE FUNCTION guard_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'invited' OR NEW.accepted_at IS NOT NULL THEN
            PERFORM guard_refuse('a seat begins with an invitation');
        END IF;
        RETURN NULL;
    END IF;
    IF NEW.round_id <> OLD.round_id OR NEW.board_member_id <> OLD.board_member_id THEN
        PERFORM guard_refuse('a seat stays in its round, with its board member');
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    IF NOT (OLD.state = 'invited' AND NEW.state IN ('accepted', 'declined', 'expired', 'superseded')
            OR OLD.state = 'accepted' AND NEW.state IN ('completed', 'declined', 'expired', 'superseded')) THEN
        PERFORM guard_refuse(format('a seat does not go from %s to %s', OLD.state, NEW.state));
    END IF;
    IF NEW.state = 'completed' AND NOT EXISTS (SELECT FROM reviews_review WHERE assignment_id = NEW.id) THEN
        PERFORM guard_refuse('a seat is completed by a signature');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER seat_begins AFTER INSERT ON reviews_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_seat();
CREATE CONSTRAINT TRIGGER seat_moves AFTER UPDATE ON reviews_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.state, OLD.round_id, OLD.board_member_id) IS DISTINCT FROM (NEW.state, NEW.round_id, NEW.board_member_id))
    EXECUTE FUNCTION guard_seat();

CREATE FUNCTION guard_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.closed_at IS NOT NULL OR NEW.cause <> 'correction' AND NEW.seats < (
            SELECT policy.seats FROM articles_policy policy JOIN articles_article article ON article.risk = policy.tier
             WHERE article.id = NEW.article_id) THEN
            PERFORM guard_refuse('a round begins open, with as many seats as the policy asks');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.closed_at IS NOT NULL
       OR (NEW.article_id, NEW.revision_id, NEW.cause, NEW.seats, NEW.specialists, NEW.opened_at)
          IS DISTINCT FROM (OLD.article_id, OLD.revision_id, OLD.cause, OLD.seats, OLD.specialists, OLD.opened_at) THEN
        PERFORM guard_refuse('a round changes only by being closed, once');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_is_kept BEFORE INSERT OR UPDATE ON reviews_round FOR EACH ROW EXECUTE FUNCTION guard_round();
"""

REMOVE = """
DROP TRIGGER article_begins ON articles_article;
DROP TRIGGER article_moves ON articles_article;
DROP TRIGGER event_follows ON articles_event;
DROP TRIGGER seat_begins ON reviews_assignment;
DROP TRIGGER seat_moves ON reviews_assignment;
DROP TRIGGER round_is_kept ON reviews_round;
DROP FUNCTION guard_round, guard_seat, guard_event, guard_article, guard_approval, dissents, counted_approvals,
    guard_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_evidence"), ("articles", "0007_evidence")]
    operations = [migrations.RunSQL(GUARDS, REMOVE)]
