"""What is in question is answered by a whole review: the database refuses the answer of a round that read the changes only."""

from django.db import migrations

GUARD = """
CREATE FUNCTION guard_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reviews_round
                WHERE article_id = NEW.id AND closed_seq = NEW.event_seq AND cause = 'correction') THEN
        PERFORM guard_refuse('a short round does not answer what is in question');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER article_is_answered AFTER UPDATE ON articles_article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.questioned <> '' AND NEW.questioned = '')
    EXECUTE FUNCTION guard_answer();
"""
REMOVE = "DROP TRIGGER article_is_answered ON articles_article; DROP FUNCTION guard_answer;"


class Migration(migrations.Migration):
    dependencies = [("reviews", "0011_done_found"), ("articles", "0028_failed_proofs")]
    operations = [migrations.RunSQL(GUARD, REMOVE)]
