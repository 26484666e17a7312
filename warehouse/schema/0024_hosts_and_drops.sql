-- Which hosts are asked more slowly since their answers take long, what of a document was not taken as an entry, and which
-- hub a feed names.

CREATE TABLE core.host_pace (
  host VARCHAR NOT NULL, answer_s DOUBLE NOT NULL, gap_s DOUBLE NOT NULL, reason VARCHAR NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE core.host_pace IS 'Hosts that are, or were, asked more slowly than others, as their answers take long.';
COMMENT ON COLUMN core.host_pace.host IS 'Host name.';
COMMENT ON COLUMN core.host_pace.answer_s IS 'Seconds that its answers take: an exponentially weighted mean, the newest with a quarter unless set otherwise.';
COMMENT ON COLUMN core.host_pace.gap_s IS 'Seconds it is left alone after an answer.';
COMMENT ON COLUMN core.host_pace.reason IS 'Why, in words; empty once it is asked like any other.';
COMMENT ON COLUMN core.host_pace.asked_at IS 'When it was last asked, UTC.';

ALTER TABLE core.feed_poll ADD COLUMN n_listed INTEGER;
ALTER TABLE core.feed_poll ADD COLUMN n_beyond_cap INTEGER;
ALTER TABLE core.feed_poll ADD COLUMN n_repeated INTEGER;
COMMENT ON COLUMN core.feed_poll.n_listed IS 'Items of the document: n_listed = n_entries + n_beyond_cap + n_repeated. NULL: polled before it was kept.';
COMMENT ON COLUMN core.feed_poll.n_beyond_cap IS 'Items not read, as the document lists more than are read of one.';
COMMENT ON COLUMN core.feed_poll.n_repeated IS 'Items that stand in the document more than once, less the first of each.';
COMMENT ON TABLE core.feed_poll IS 'Every poll of every feed: n_entries = n_new + n_changed + n_known, and every item of the document is an entry or is counted by why it is none.';

ALTER TABLE core.feed_course ADD COLUMN hub_url VARCHAR;
ALTER TABLE core.feed_course ADD COLUMN hub_topic VARCHAR;
COMMENT ON COLUMN core.feed_course.hub_url IS 'WebSub hub that its last document named, in a Link header or inside; NULL: none. Nothing is asked of it.';
COMMENT ON COLUMN core.feed_course.hub_topic IS 'What the feed is called at that hub.';

COMMENT ON COLUMN core.rejection.reason IS 'http_error | network_error | blocked | robots_disallowed (not asked) | robots_unreachable (not asked yet) | too_large | not_html | consent_wall | error_page | no_text | bad_url | extractor_failed | unreadable; busy_host (it asked for patience: not asked) until such entries simply waited';

INSERT INTO core.contract VALUES
  ('core.host_pace', ['host'], 'one row per host whose answers ever took so long that it was asked more slowly');
