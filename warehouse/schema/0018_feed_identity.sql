-- Some feeds give an item another guid in every document, or all of them once, when their software changes. Their items are
-- told apart by address from then on.

CREATE TABLE core.feed_identity (feed_id UUID NOT NULL, since TIMESTAMPTZ NOT NULL, poll_id UUID NOT NULL, reason VARCHAR NOT NULL);
COMMENT ON TABLE core.feed_identity IS 'Feeds whose items are told apart by address, and not by guid.';
COMMENT ON COLUMN core.feed_identity.feed_id IS 'The feed.';
COMMENT ON COLUMN core.feed_identity.since IS 'Since when, UTC.';
COMMENT ON COLUMN core.feed_identity.poll_id IS 'The poll that showed it.';
COMMENT ON COLUMN core.feed_identity.reason IS 'What it showed, in a sentence.';

INSERT INTO core.contract VALUES ('core.feed_identity', ['feed_id'], 'one row per feed whose guids name nothing');
