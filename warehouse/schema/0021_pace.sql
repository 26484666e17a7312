-- Why a feed is polled when it is, what its polls add up to, which hosts asked for patience, and which documents had moved
-- on past what was listed.

ALTER TABLE core.feed_poll ADD COLUMN next_poll_reason VARCHAR;
ALTER TABLE core.feed_poll ADD COLUMN error_class VARCHAR;
ALTER TABLE core.feed_poll ADD COLUMN is_probe BOOLEAN;
COMMENT ON COLUMN core.feed_poll.next_poll_reason IS 'What decided next_poll_at, in a few words: max-age 3600 s. NULL: polled before it was kept.';
COMMENT ON COLUMN core.feed_poll.error_class IS 'temp (name, own network) | soft (other statuses, time-outs, no feed) | hard (address, certificate) | gone (410); NULL: no error.';
COMMENT ON COLUMN core.feed_poll.is_probe IS 'Whether a document was asked for without condition, as the feed had said for long that nothing changed; NULL: polled before it was kept.';

CREATE TABLE core.feed_course (
  feed_id UUID NOT NULL, polled_at TIMESTAMPTZ NOT NULL, whole_at TIMESTAMPTZ, probed_at TIMESTAMPTZ, lied_at TIMESTAMPTZ,
  gone_since TIMESTAMPTZ, gone_at TIMESTAMPTZ, redirected_to VARCHAR, redirected_since TIMESTAMPTZ,
  n_redirects INTEGER NOT NULL, poll_url VARCHAR, gap_at TIMESTAMPTZ, n_gaps INTEGER NOT NULL,
  timetable STRUCT(ttl_s INTEGER, update_s INTEGER, skip_hours INTEGER[], skip_days INTEGER[]), listed BIGINT[]);
COMMENT ON TABLE core.feed_course IS 'What the polls of a feed add up to: whether it lies, moves, is gone or outruns us.';
COMMENT ON COLUMN core.feed_course.feed_id IS 'The feed.';
COMMENT ON COLUMN core.feed_course.polled_at IS 'The newest poll that is in it, UTC.';
COMMENT ON COLUMN core.feed_course.whole_at IS 'When it last answered with a document, changed or not, UTC.';
COMMENT ON COLUMN core.feed_course.probed_at IS 'When it was last asked without condition to find out whether its 304 are true, UTC.';
COMMENT ON COLUMN core.feed_course.lied_at IS 'When such a poll last found something new behind the 304, UTC.';
COMMENT ON COLUMN core.feed_course.gone_since IS 'First 410 since it last answered, UTC.';
COMMENT ON COLUMN core.feed_course.gone_at IS 'When another 410, long enough after, made it gone, UTC; it is then polled by name only.';
COMMENT ON COLUMN core.feed_course.redirected_to IS 'Where its last answer came from by permanent redirects alone.';
COMMENT ON COLUMN core.feed_course.redirected_since IS 'Since when it has answered from there, UTC.';
COMMENT ON COLUMN core.feed_course.n_redirects IS 'How many polls in a row it has answered from there, with entries it had listed before.';
COMMENT ON COLUMN core.feed_course.poll_url IS 'Address that is polled instead of the configured one, as the feed has moved for good; NULL: the configured one.';
COMMENT ON COLUMN core.feed_course.gap_at IS 'When its document last had nothing left of what was listed before, UTC.';
COMMENT ON COLUMN core.feed_course.n_gaps IS 'How often lately that happened: its interval is halved as often.';
COMMENT ON COLUMN core.feed_course.timetable IS 'What its document says of its pace: ttl, sy:updatePeriod over frequency, hours (GMT) and days (1 Monday) to skip.';
COMMENT ON COLUMN core.feed_course.listed IS 'Hashes of the keys and addresses that its last whole document listed.';

CREATE TABLE core.feed_gap (
  poll_id UUID NOT NULL, feed_id UUID NOT NULL, from_at TIMESTAMPTZ NOT NULL, until_at TIMESTAMPTZ NOT NULL,
  found_at TIMESTAMPTZ NOT NULL, closed_at TIMESTAMPTZ, closed_by VARCHAR);
COMMENT ON TABLE core.feed_gap IS 'Times of which a feed may have listed entries that no poll saw: its document had nothing left of what was listed before.';
COMMENT ON COLUMN core.feed_gap.poll_id IS 'The poll that found it.';
COMMENT ON COLUMN core.feed_gap.feed_id IS 'The feed.';
COMMENT ON COLUMN core.feed_gap.from_at IS 'When the feed had last answered, UTC.';
COMMENT ON COLUMN core.feed_gap.until_at IS 'Date of the oldest entry listed since, or of the poll, UTC.';
COMMENT ON COLUMN core.feed_gap.found_at IS 'When it was found, UTC.';
COMMENT ON COLUMN core.feed_gap.closed_at IS 'When a backfill had brought what was missing, UTC; NULL: open.';
COMMENT ON COLUMN core.feed_gap.closed_by IS 'What closed it; NULL: open.';

CREATE TABLE core.host_state (
  host VARCHAR NOT NULL, blocked_until TIMESTAMPTZ NOT NULL, reason VARCHAR NOT NULL, since TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE core.host_state IS 'Hosts that asked for patience (429, 503, Retry-After): nothing of theirs is asked for before.';
COMMENT ON COLUMN core.host_state.host IS 'Host name.';
COMMENT ON COLUMN core.host_state.blocked_until IS 'Not to be asked before, UTC.';
COMMENT ON COLUMN core.host_state.reason IS 'What it answered, and how long it is left alone.';
COMMENT ON COLUMN core.host_state.since IS 'When it answered so, UTC.';

COMMENT ON COLUMN core.rejection.reason IS 'http_error | network_error | blocked | busy_host (it asked for patience: not asked) | robots_disallowed (not asked) | robots_unreachable (not asked yet) | too_large | not_html | consent_wall | error_page | no_text | bad_url | extractor_failed | unreadable';

INSERT INTO core.contract VALUES
  ('core.feed_course', ['feed_id'], 'one row per feed that was polled since courses are kept'),
  ('core.feed_gap', ['poll_id'], 'one row per poll that found a gap'),
  ('core.host_state', ['host'], 'one row per host that ever asked for patience');
