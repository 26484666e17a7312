-- From the feed to the page: what was polled, what it listed, what was fetched, and what was rejected on the way.

CREATE TABLE core.feed (
  feed_id UUID NOT NULL, url VARCHAR NOT NULL, name VARCHAR NOT NULL, publisher VARCHAR NOT NULL,
  owner_group VARCHAR NOT NULL, language VARCHAR, poll_interval_s INTEGER NOT NULL, is_active BOOLEAN NOT NULL,
  added_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE core.feed IS 'Feeds as configured; one no longer configured stays, inactive, with its history.';
COMMENT ON COLUMN core.feed.feed_id IS 'Hash of the feed''s canonical URL: renaming a feed keeps its history.';
COMMENT ON COLUMN core.feed.url IS 'Address as configured.';
COMMENT ON COLUMN core.feed.name IS 'The name a person types: direction-informatique.';
COMMENT ON COLUMN core.feed.publisher IS 'Outlet.';
COMMENT ON COLUMN core.feed.owner_group IS 'Owner: sister sites adapt each other''s articles and count as one independent source.';
COMMENT ON COLUMN core.feed.language IS 'BCP 47 tag as configured; NULL when the feed mixes languages.';
COMMENT ON COLUMN core.feed.poll_interval_s IS 'Seconds between polls when all is well.';
COMMENT ON COLUMN core.feed.is_active IS 'Whether it is polled.';
COMMENT ON COLUMN core.feed.added_at IS 'When it was first configured.';
COMMENT ON COLUMN core.feed.updated_at IS 'When its configuration last changed.';

CREATE TABLE core.feed_state (
  feed_id UUID NOT NULL, etag VARCHAR, last_modified VARCHAR, body_sha256 VARCHAR, next_poll_at TIMESTAMPTZ,
  n_failures INTEGER NOT NULL, last_poll_id UUID NOT NULL, last_polled_at TIMESTAMPTZ NOT NULL,
  last_outcome VARCHAR NOT NULL, last_ok_at TIMESTAMPTZ, moved_to VARCHAR, last_error VARCHAR);
COMMENT ON TABLE core.feed_state IS 'What the last polls of a feed left behind: validators for the next conditional GET, pace, health.';
COMMENT ON COLUMN core.feed_state.feed_id IS 'The feed.';
COMMENT ON COLUMN core.feed_state.etag IS 'Validator of the last whole answer.';
COMMENT ON COLUMN core.feed_state.last_modified IS 'Validator of the last whole answer.';
COMMENT ON COLUMN core.feed_state.body_sha256 IS 'Hash of the last whole answer: an equal body is not parsed again.';
COMMENT ON COLUMN core.feed_state.next_poll_at IS 'Not to be polled before.';
COMMENT ON COLUMN core.feed_state.n_failures IS 'Failed polls in a row.';
COMMENT ON COLUMN core.feed_state.last_poll_id IS 'The newest poll.';
COMMENT ON COLUMN core.feed_state.last_polled_at IS 'When the newest poll was made.';
COMMENT ON COLUMN core.feed_state.last_outcome IS 'How the newest poll ended.';
COMMENT ON COLUMN core.feed_state.last_ok_at IS 'When the feed last answered as it should.';
COMMENT ON COLUMN core.feed_state.moved_to IS 'Where the last answer said, by a permanent redirect, that the feed lives now.';
COMMENT ON COLUMN core.feed_state.last_error IS 'What went wrong in the newest poll; NULL when nothing did.';

CREATE TABLE core.feed_poll (
  poll_id UUID NOT NULL, feed_id UUID NOT NULL, run_id UUID NOT NULL, polled_at TIMESTAMPTZ NOT NULL,
  polled_on DATE NOT NULL, outcome VARCHAR NOT NULL, next_poll_at TIMESTAMPTZ NOT NULL, http_status INTEGER,
  final_url VARCHAR, moved_to VARCHAR, etag VARCHAR, last_modified VARCHAR, body_sha256 VARCHAR,
  n_entries INTEGER NOT NULL, n_new INTEGER NOT NULL, n_changed INTEGER NOT NULL, n_known INTEGER NOT NULL,
  n_bytes BIGINT NOT NULL, elapsed_ms INTEGER NOT NULL, error VARCHAR);
COMMENT ON TABLE core.feed_poll IS 'Every poll of every feed: n_entries = n_new + n_changed + n_known.';
COMMENT ON COLUMN core.feed_poll.poll_id IS 'UUIDv7: ordered by time.';
COMMENT ON COLUMN core.feed_poll.feed_id IS 'The feed.';
COMMENT ON COLUMN core.feed_poll.run_id IS 'The run that polled.';
COMMENT ON COLUMN core.feed_poll.polled_at IS 'When, UTC.';
COMMENT ON COLUMN core.feed_poll.polled_on IS 'Day of the poll, UTC.';
COMMENT ON COLUMN core.feed_poll.outcome IS 'ok | not_modified | unchanged | http_error | network_error | parse_error | blocked';
COMMENT ON COLUMN core.feed_poll.next_poll_at IS 'What the pace decided after this poll.';
COMMENT ON COLUMN core.feed_poll.http_status IS 'Status of the last answer; NULL when there was none.';
COMMENT ON COLUMN core.feed_poll.final_url IS 'Address after redirects.';
COMMENT ON COLUMN core.feed_poll.moved_to IS 'Address named by a permanent redirect (301, 308).';
COMMENT ON COLUMN core.feed_poll.etag IS 'Validator the server sent.';
COMMENT ON COLUMN core.feed_poll.last_modified IS 'Validator the server sent.';
COMMENT ON COLUMN core.feed_poll.body_sha256 IS 'Hash of the body; NULL when there was none.';
COMMENT ON COLUMN core.feed_poll.n_entries IS 'Entries listed.';
COMMENT ON COLUMN core.feed_poll.n_new IS 'Entries never seen before: their pages are to be fetched.';
COMMENT ON COLUMN core.feed_poll.n_changed IS 'Entries whose text in the feed changed: their pages are to be fetched again.';
COMMENT ON COLUMN core.feed_poll.n_known IS 'Entries that need nothing.';
COMMENT ON COLUMN core.feed_poll.n_bytes IS 'Bytes of the body, decoded.';
COMMENT ON COLUMN core.feed_poll.elapsed_ms IS 'Milliseconds from request to last byte.';
COMMENT ON COLUMN core.feed_poll.error IS 'What went wrong, in a sentence; NULL when nothing did.';

CREATE TABLE core.feed_entry (
  feed_id UUID NOT NULL, entry_key VARCHAR NOT NULL, entry_sha256 VARCHAR NOT NULL, url VARCHAR NOT NULL,
  link VARCHAR NOT NULL, title VARCHAR NOT NULL, summary VARCHAR NOT NULL USING COMPRESSION zstd, authors VARCHAR[],
  published_at TIMESTAMPTZ, published_raw VARCHAR, position INTEGER NOT NULL, first_seen_at TIMESTAMPTZ NOT NULL,
  first_seen_on DATE NOT NULL, changed_at TIMESTAMPTZ NOT NULL, state VARCHAR NOT NULL, page_id UUID, article_id UUID,
  rejection_reason VARCHAR, rejection_detail VARCHAR, n_attempts INTEGER NOT NULL, retry_at TIMESTAMPTZ,
  settled_at TIMESTAMPTZ, settled_run_id UUID);
COMMENT ON TABLE core.feed_entry IS 'What a feed said of an item, and what became of it: exactly one of article, known, rejected, or still pending.';
COMMENT ON COLUMN core.feed_entry.feed_id IS 'The feed.';
COMMENT ON COLUMN core.feed_entry.entry_key IS 'The item within its feed: guid, else canonical URL, else hash of title and date.';
COMMENT ON COLUMN core.feed_entry.entry_sha256 IS 'Hash of title, summary, link and dates as the feed wrote them.';
COMMENT ON COLUMN core.feed_entry.url IS 'Canonical URL of the link; empty when nothing says it.';
COMMENT ON COLUMN core.feed_entry.link IS 'Link as written.';
COMMENT ON COLUMN core.feed_entry.title IS 'Title as the feed gives it.';
COMMENT ON COLUMN core.feed_entry.summary IS 'Summary as the feed gives it.';
COMMENT ON COLUMN core.feed_entry.authors IS 'Authors as the feed gives them.';
COMMENT ON COLUMN core.feed_entry.published_at IS 'Date the feed gives, UTC.';
COMMENT ON COLUMN core.feed_entry.published_raw IS 'Date as the feed wrote it.';
COMMENT ON COLUMN core.feed_entry.position IS 'Place in the document, from 0.';
COMMENT ON COLUMN core.feed_entry.first_seen_at IS 'When a poll first listed it.';
COMMENT ON COLUMN core.feed_entry.first_seen_on IS 'Day a poll first listed it, UTC.';
COMMENT ON COLUMN core.feed_entry.changed_at IS 'When what the feed says of it last changed.';
COMMENT ON COLUMN core.feed_entry.state IS 'pending | article | known | rejected';
COMMENT ON COLUMN core.feed_entry.page_id IS 'The page fetched for it as it stands now; NULL while it waits for one.';
COMMENT ON COLUMN core.feed_entry.article_id IS 'The article it led to.';
COMMENT ON COLUMN core.feed_entry.rejection_reason IS 'Why there is no article: one of a closed set.';
COMMENT ON COLUMN core.feed_entry.rejection_detail IS 'The fact behind the reason.';
COMMENT ON COLUMN core.feed_entry.n_attempts IS 'Attempts that failed since it was new or changed.';
COMMENT ON COLUMN core.feed_entry.retry_at IS 'When a rejected entry is tried again; NULL: never.';
COMMENT ON COLUMN core.feed_entry.settled_at IS 'When it became article, known or rejected.';
COMMENT ON COLUMN core.feed_entry.settled_run_id IS 'The run that settled it.';

CREATE TABLE core.page (
  page_id UUID NOT NULL, run_id UUID NOT NULL, feed_id UUID NOT NULL, entry_key VARCHAR NOT NULL, url VARCHAR NOT NULL,
  final_url VARCHAR NOT NULL, fetched_at TIMESTAMPTZ NOT NULL, fetched_on DATE NOT NULL, http_status INTEGER NOT NULL,
  content_type VARCHAR, n_bytes BIGINT NOT NULL, body_sha256 VARCHAR NOT NULL, elapsed_ms INTEGER NOT NULL);
COMMENT ON TABLE core.page IS 'Every page fetched. The bytes lie outside this file, in raw/, under body_sha256.';
COMMENT ON COLUMN core.page.page_id IS 'UUIDv7: ordered by time.';
COMMENT ON COLUMN core.page.run_id IS 'The run that fetched.';
COMMENT ON COLUMN core.page.feed_id IS 'Feed of the entry it was fetched for.';
COMMENT ON COLUMN core.page.entry_key IS 'Entry it was fetched for.';
COMMENT ON COLUMN core.page.url IS 'Address asked for.';
COMMENT ON COLUMN core.page.final_url IS 'Address after redirects.';
COMMENT ON COLUMN core.page.fetched_at IS 'When, UTC.';
COMMENT ON COLUMN core.page.fetched_on IS 'Day of the fetch, UTC.';
COMMENT ON COLUMN core.page.http_status IS 'Status of the answer.';
COMMENT ON COLUMN core.page.content_type IS 'Content type as sent.';
COMMENT ON COLUMN core.page.n_bytes IS 'Bytes of the body, decoded.';
COMMENT ON COLUMN core.page.body_sha256 IS 'SHA-256 of the body: its name in the raw store.';
COMMENT ON COLUMN core.page.elapsed_ms IS 'Milliseconds from request to last byte.';

CREATE TABLE core.rejection (
  feed_id UUID NOT NULL, entry_key VARCHAR NOT NULL, stage VARCHAR NOT NULL, rejected_at TIMESTAMPTZ NOT NULL,
  rejected_on DATE NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL, is_transient BOOLEAN NOT NULL,
  url VARCHAR NOT NULL, page_id UUID, n_attempt INTEGER NOT NULL, run_id UUID);
COMMENT ON TABLE core.rejection IS 'Every time an entry was turned away, and why; nothing is dropped in silence.';
COMMENT ON COLUMN core.rejection.feed_id IS 'Feed of the entry.';
COMMENT ON COLUMN core.rejection.entry_key IS 'The entry.';
COMMENT ON COLUMN core.rejection.stage IS 'fetch | extract';
COMMENT ON COLUMN core.rejection.rejected_at IS 'When, UTC.';
COMMENT ON COLUMN core.rejection.rejected_on IS 'Day, UTC.';
COMMENT ON COLUMN core.rejection.reason IS 'http_error | network_error | blocked | too_large | not_html | consent_wall | error_page | no_text | bad_url';
COMMENT ON COLUMN core.rejection.detail IS 'The fact: HTTP 404 at https://…';
COMMENT ON COLUMN core.rejection.is_transient IS 'Whether another attempt may succeed.';
COMMENT ON COLUMN core.rejection.url IS 'Canonical URL of the entry.';
COMMENT ON COLUMN core.rejection.page_id IS 'The page that was read; NULL when none could be fetched.';
COMMENT ON COLUMN core.rejection.n_attempt IS 'Which attempt failed, from 1.';
COMMENT ON COLUMN core.rejection.run_id IS 'The run, where the stage knows it.';

INSERT INTO core.contract VALUES
  ('core.feed', ['feed_id'], 'one row per feed'),
  ('core.feed_state', ['feed_id'], 'one row per feed that was ever polled'),
  ('core.feed_poll', ['poll_id'], 'one row per poll'),
  ('core.feed_entry', ['feed_id', 'entry_key'], 'one row per item of a feed'),
  ('core.page', ['page_id'], 'one row per page fetched'),
  ('core.rejection', ['feed_id', 'entry_key', 'stage', 'rejected_at'], 'one row per failed attempt of an entry');
