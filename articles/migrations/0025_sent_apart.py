"""Sent messages find a table of their own beside the one that workers look into.

It inherits from that: whoever reads, changes or removes deliveries does so in both, and only `ONLY` tells them apart.
A row in either forbids another of the same message in the other.
"""

from django.db import migrations

_REFERENCES = (
    ("event_id", "articles_event"), ("recipient_id", "auth_user"), ("asker_id", "articles_question"),
    ("webhook_id", "articles_webhook"), ("article_id", "articles_article"),
)  # fmt: skip
_TABLE = """
CREATE TABLE articles_delivery_sent (
    PRIMARY KEY (id), CONSTRAINT only_what_was_sent CHECK (sent_at IS NOT NULL AND failed_at IS NULL)
) INHERITS (articles_delivery);
CREATE UNIQUE INDEX sent_one_message_per_event ON articles_delivery_sent (event_id, recipient_id, channel) WHERE webhook_id IS NULL;
CREATE UNIQUE INDEX sent_one_call_per_event ON articles_delivery_sent (event_id, webhook_id);
CREATE UNIQUE INDEX sent_one_message_per_key ON articles_delivery_sent (key, recipient_id, channel) WHERE key <> '';
CREATE INDEX sent_of_recipient ON articles_delivery_sent (recipient_id, id DESC);
CREATE INDEX sent_unread ON articles_delivery_sent (recipient_id, id DESC) WHERE read_at IS NULL;
CREATE INDEX sent_of_webhook ON articles_delivery_sent (webhook_id, id DESC) WHERE webhook_id IS NOT NULL;
"""
# After the row is in, not before: who waited for the unique index while a message was put away sees it now.
_ONCE = """
CREATE FUNCTION articles_sent_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    again boolean;
BEGIN
    IF NEW.event_id IS NULL THEN
        again := EXISTS (SELECT FROM articles_delivery_sent s
            WHERE s.key = NEW.key AND s.key <> '' AND s.recipient_id = NEW.recipient_id AND s.channel = NEW.channel);
    ELSIF NEW.webhook_id IS NULL THEN
        again := EXISTS (SELECT FROM articles_delivery_sent s WHERE s.event_id = NEW.event_id
            AND s.recipient_id = NEW.recipient_id AND s.channel = NEW.channel AND s.webhook_id IS NULL);
    ELSE
        again := EXISTS (SELECT FROM articles_delivery_sent s WHERE s.event_id = NEW.event_id AND s.webhook_id = NEW.webhook_id);
    END IF;
    IF again THEN
        RAISE EXCEPTION 'this message was sent and put away' USING ERRCODE = 'unique_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sent_once AFTER INSERT ON articles_delivery FOR EACH ROW EXECUTE FUNCTION articles_sent_once();
"""
# A row's next version stands on the same page, and vacuum comes before a fiftieth of a large table is dead.
_ROOM = """
ALTER TABLE articles_article SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE articles_delivery SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
"""
_NO_ROOM = """
ALTER TABLE articles_article RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE articles_delivery RESET (fillfactor, autovacuum_vacuum_scale_factor);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0024_policy_text'),
    ]

    operations = [
        migrations.RunSQL(_TABLE, 'DROP TABLE articles_delivery_sent'),
        *(
            migrations.RunSQL(
                f'ALTER TABLE articles_delivery_sent ADD CONSTRAINT sent_{column} FOREIGN KEY ({column}) REFERENCES {table} '
                'DEFERRABLE INITIALLY DEFERRED',
                migrations.RunSQL.noop,
            )
            for column, table in _REFERENCES
        ),
        migrations.RunSQL(_ONCE, 'DROP TRIGGER sent_once ON articles_delivery; DROP FUNCTION articles_sent_once()'),
        migrations.RunSQL(_ROOM, _NO_ROOM),
    ]
