-- What was read of the archives of sites, how far, and what became of the gaps they were asked about.

CREATE TABLE core.backfill (
  feed_id UUID NOT NULL, source VARCHAR NOT NULL, from_at TIMESTAMPTZ NOT NULL, until_at TIMESTAMPTZ NOT NULL,
  run_id UUID NOT NULL, started_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL, state VARCHAR NOT NULL,
  cursor VARCHAR, n_requests INTEGER NOT NULL, n_entries INTEGER NOT NULL, n_new INTEGER NOT NULL, n_known INTEGER NOT NULL,
  n_expected INTEGER, reached_at TIMESTAMPTZ, said VARCHAR NOT NULL);
COMMENT ON TABLE core.backfill IS 'Windows of time read from an archive of a feed''s site: how far, and what came of it.';
COMMENT ON COLUMN core.backfill.feed_id IS 'The feed.';
COMMENT ON COLUMN core.backfill.source IS 'wordpress | feed-archive | sitemap | feed';
COMMENT ON COLUMN core.backfill.from_at IS 'Start of the window, UTC, included.';
COMMENT ON COLUMN core.backfill.until_at IS 'End of the window, UTC, included.';
COMMENT ON COLUMN core.backfill.run_id IS 'The run that read last.';
COMMENT ON COLUMN core.backfill.started_at IS 'When the reading began, UTC; it may go on in later runs.';
COMMENT ON COLUMN core.backfill.updated_at IS 'When it was read last, UTC.';
COMMENT ON COLUMN core.backfill.state IS 'running (goes on at the cursor) | failed (too) | done | short (it ended after the start of the window) | not_offered';
COMMENT ON COLUMN core.backfill.cursor IS 'Where to go on, in words of the source; committed with the entries before it. NULL: at the start, or over.';
COMMENT ON COLUMN core.backfill.n_requests IS 'Requests made of the archive.';
COMMENT ON COLUMN core.backfill.n_entries IS 'Entries of the window that it listed.';
COMMENT ON COLUMN core.backfill.n_new IS 'Of these, never seen before.';
COMMENT ON COLUMN core.backfill.n_known IS 'Of these, known before.';
COMMENT ON COLUMN core.backfill.n_expected IS 'How many it said there are; NULL: it does not say.';
COMMENT ON COLUMN core.backfill.reached_at IS 'Date of the oldest entry that it listed, UTC.';
COMMENT ON COLUMN core.backfill.said IS 'What came of it, in a sentence.';

ALTER TABLE core.feed_gap ADD COLUMN n_tries INTEGER;
ALTER TABLE core.feed_gap ADD COLUMN tried_at TIMESTAMPTZ;
ALTER TABLE core.feed_gap ADD COLUMN next_try_at TIMESTAMPTZ;
ALTER TABLE core.feed_gap ADD COLUMN open_reason VARCHAR;
COMMENT ON COLUMN core.feed_gap.n_tries IS 'How often no archive could close it; NULL: not tried.';
COMMENT ON COLUMN core.feed_gap.tried_at IS 'When it was last tried, UTC.';
COMMENT ON COLUMN core.feed_gap.next_try_at IS 'Not to be tried before, UTC; NULL: by the next run.';
COMMENT ON COLUMN core.feed_gap.open_reason IS 'Why it is still open, in a sentence; NULL: closed, or not tried.';

COMMENT ON COLUMN core.feed_entry.entry_sha256 IS 'Hash of title, summary, link and dates as the feed wrote them; empty: known from an archive alone, the feed has not said.';

INSERT INTO core.contract VALUES
  ('core.backfill', ['feed_id', 'source', 'from_at', 'until_at'], 'one row per feed, archive and window');
