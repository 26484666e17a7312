-- A feed is silent when it answers and has listed nothing new for two weeks; measured against its last poll, so that a
-- warehouse nobody runs does not turn silent by itself.
CREATE OR REPLACE VIEW feed_health AS
SELECT f.feed_id, f.name, f.publisher, f.url, f.is_active,
  CASE
    WHEN s.feed_id IS NULL THEN 'never_polled'
    WHEN s.n_failures > 0 THEN 'failing'
    WHEN s.moved_to IS NOT NULL THEN 'moved'
    WHEN coalesce(e.last_new_at, f.added_at) < s.last_polled_at - INTERVAL 14 DAY THEN 'silent'
    ELSE 'ok'
  END AS state,
  s.last_ok_at, s.last_outcome, s.moved_to, coalesce(s.n_failures, 0) AS n_failures, s.last_error, s.last_polled_at,
  s.next_poll_at, coalesce(e.n_entries, 0) AS n_entries, e.last_new_at
FROM core.feed AS f
LEFT JOIN core.feed_state AS s ON s.feed_id = f.feed_id
LEFT JOIN (
  SELECT feed_id, count(*) AS n_entries, max(first_seen_at) AS last_new_at FROM core.feed_entry GROUP BY feed_id
) AS e ON e.feed_id = f.feed_id;
COMMENT ON VIEW feed_health IS 'How every feed is, in a word, and since when.';
COMMENT ON COLUMN feed_health.feed_id IS 'The feed.';
COMMENT ON COLUMN feed_health.name IS 'The name a person types.';
COMMENT ON COLUMN feed_health.publisher IS 'Outlet.';
COMMENT ON COLUMN feed_health.url IS 'Address as configured.';
COMMENT ON COLUMN feed_health.is_active IS 'Whether it is polled.';
COMMENT ON COLUMN feed_health.state IS 'ok | failing | moved | never_polled | silent';
COMMENT ON COLUMN feed_health.last_ok_at IS 'When it last answered as it should, UTC.';
COMMENT ON COLUMN feed_health.last_outcome IS 'How the newest poll ended.';
COMMENT ON COLUMN feed_health.moved_to IS 'Where it says that it lives now: put that address into feeds.toml.';
COMMENT ON COLUMN feed_health.n_failures IS 'Failed polls in a row.';
COMMENT ON COLUMN feed_health.last_error IS 'What went wrong in the newest poll.';
COMMENT ON COLUMN feed_health.last_polled_at IS 'When it was last polled, UTC.';
COMMENT ON COLUMN feed_health.next_poll_at IS 'When it may be polled again, UTC.';
COMMENT ON COLUMN feed_health.n_entries IS 'Entries it has listed in all.';
COMMENT ON COLUMN feed_health.last_new_at IS 'When it last listed something new, UTC.';

CREATE OR REPLACE VIEW runs AS
SELECT run_id, kind, trigger, orchestrator, state, started_at, ended_at,
  round(date_diff('millisecond', started_at, ended_at) / 1000.0, 1) AS duration_s,
  counts['feeds_polled'] AS n_feeds_polled, counts['entries'] AS n_entries, counts['articles_new'] AS n_articles_new,
  counts['articles_updated'] AS n_articles_updated, counts['known'] AS n_known, counts['rejected'] AS n_rejected,
  counts['translated'] AS n_translated, counts['stories_new'] AS n_stories_new, counts['failures'] AS n_failures,
  error, params, counts, started_on
FROM core.run;
COMMENT ON VIEW runs IS 'Pipeline runs with their sums: n_entries = n_articles_new + n_articles_updated + n_known + n_rejected.';
COMMENT ON COLUMN runs.run_id IS 'The run.';
COMMENT ON COLUMN runs.kind IS 'monitor | backfill | reprocess | group | publish';
COMMENT ON COLUMN runs.trigger IS 'manual | schedule | demo';
COMMENT ON COLUMN runs.orchestrator IS 'inline | prefect';
COMMENT ON COLUMN runs.state IS 'running | completed | degraded | failed';
COMMENT ON COLUMN runs.started_at IS 'Start, UTC.';
COMMENT ON COLUMN runs.ended_at IS 'End, UTC; NULL while it runs, or when it was killed.';
COMMENT ON COLUMN runs.duration_s IS 'Seconds it took.';
COMMENT ON COLUMN runs.n_feeds_polled IS 'Feeds polled.';
COMMENT ON COLUMN runs.n_entries IS 'Entries taken in.';
COMMENT ON COLUMN runs.n_articles_new IS 'New articles.';
COMMENT ON COLUMN runs.n_articles_updated IS 'Articles with a new content.';
COMMENT ON COLUMN runs.n_known IS 'Entries that needed nothing.';
COMMENT ON COLUMN runs.n_rejected IS 'Entries turned away.';
COMMENT ON COLUMN runs.n_translated IS 'Articles translated.';
COMMENT ON COLUMN runs.n_stories_new IS 'New stories.';
COMMENT ON COLUMN runs.n_failures IS 'Sources that failed.';
COMMENT ON COLUMN runs.error IS 'What went wrong, a sentence each.';
COMMENT ON COLUMN runs.params IS 'What the run was asked to do.';
COMMENT ON COLUMN runs.counts IS 'Every count by name.';
COMMENT ON COLUMN runs.started_on IS 'Day of the start, UTC.';

CREATE OR REPLACE VIEW rejections AS
SELECT r.rejected_at, r.rejected_on, f.name AS feed, f.publisher, r.stage, r.reason, r.detail, r.is_transient, r.n_attempt,
  e.state AS entry_state, e.retry_at, e.title, r.url, r.entry_key, r.run_id
FROM core.rejection AS r
JOIN core.feed AS f ON f.feed_id = r.feed_id
LEFT JOIN core.feed_entry AS e ON e.feed_id = r.feed_id AND e.entry_key = r.entry_key;
COMMENT ON VIEW rejections IS 'What was turned away, why, and whether it is tried again.';
COMMENT ON COLUMN rejections.rejected_at IS 'When, UTC.';
COMMENT ON COLUMN rejections.rejected_on IS 'Day, UTC.';
COMMENT ON COLUMN rejections.feed IS 'Name of the feed.';
COMMENT ON COLUMN rejections.publisher IS 'Outlet.';
COMMENT ON COLUMN rejections.stage IS 'fetch | extract';
COMMENT ON COLUMN rejections.reason IS 'One of a closed set.';
COMMENT ON COLUMN rejections.detail IS 'The fact.';
COMMENT ON COLUMN rejections.is_transient IS 'Whether another attempt may succeed.';
COMMENT ON COLUMN rejections.n_attempt IS 'Which attempt failed, from 1.';
COMMENT ON COLUMN rejections.entry_state IS 'What the entry is today.';
COMMENT ON COLUMN rejections.retry_at IS 'When it is tried again; NULL: never.';
COMMENT ON COLUMN rejections.title IS 'Title in the feed.';
COMMENT ON COLUMN rejections.url IS 'Canonical URL.';
COMMENT ON COLUMN rejections.entry_key IS 'The entry within its feed.';
COMMENT ON COLUMN rejections.run_id IS 'The run, where the stage knows it.';

CREATE OR REPLACE VIEW holes AS
SELECT f.name AS feed, h.hole_on, sum(h.n_failed_polls)::BIGINT AS n_failed_polls, sum(h.n_rejected)::BIGINT AS n_rejected,
  list_sort(list_distinct(flatten(list(h.reasons)))) AS reasons
FROM (
  SELECT feed_id, polled_on AS hole_on, count(*) AS n_failed_polls, 0 AS n_rejected, list(DISTINCT outcome) AS reasons
  FROM core.feed_poll WHERE outcome NOT IN ('ok', 'not_modified', 'unchanged') GROUP BY feed_id, polled_on
  UNION ALL
  SELECT r.feed_id, r.rejected_on, 0, count(*), list(DISTINCT r.reason)
  FROM core.rejection AS r
  JOIN core.feed_entry AS e ON e.feed_id = r.feed_id AND e.entry_key = r.entry_key AND e.state = 'rejected'
  GROUP BY r.feed_id, r.rejected_on
) AS h
JOIN core.feed AS f ON f.feed_id = h.feed_id
GROUP BY f.name, h.hole_on;
COMMENT ON VIEW holes IS 'Where something may be missing, by feed and day: failed polls, and rejections that still stand.';
COMMENT ON COLUMN holes.feed IS 'Name of the feed.';
COMMENT ON COLUMN holes.hole_on IS 'Day, UTC.';
COMMENT ON COLUMN holes.n_failed_polls IS 'Polls that failed.';
COMMENT ON COLUMN holes.n_rejected IS 'Rejections, of entries that are rejected to this day.';
COMMENT ON COLUMN holes.reasons IS 'Why.';
