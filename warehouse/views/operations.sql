-- All that is measured in time is measured against the feed's last poll, so that a warehouse nobody runs does not turn
-- silent by itself. Silent: it answers and has listed nothing new for two weeks. Slowing: less than a quarter, in a week, of
-- what it listed a week in the four weeks before, where that was four at least.
CREATE OR REPLACE VIEW feed_health AS
WITH listed AS (
  SELECT e.feed_id, count(*) AS n_entries, max(e.first_seen_at) AS last_new_at,
    count(*) FILTER (e.first_seen_at > s.last_polled_at - INTERVAL 7 DAY) AS n_this_week,
    count(*) FILTER (e.first_seen_at BETWEEN s.last_polled_at - INTERVAL 35 DAY AND s.last_polled_at - INTERVAL 7 DAY) / 4
      AS n_a_week
  FROM core.feed_entry AS e
  LEFT JOIN core.feed_state AS s ON s.feed_id = e.feed_id
  GROUP BY e.feed_id
),
told AS (
  SELECT f.feed_id, f.name, f.publisher, f.url, f.is_active,
    CASE
      WHEN s.feed_id IS NULL THEN 'never_polled'
      WHEN c.gone_at IS NOT NULL THEN 'gone'
      WHEN h.blocked_until > s.last_polled_at THEN 'blocked'
      WHEN s.n_failures > 0 THEN 'failing'
      WHEN c.lied_at > s.last_polled_at - INTERVAL 30 DAY THEN 'lying'
      WHEN coalesce(s.moved_to, c.poll_url) IS NOT NULL THEN 'moved'
      WHEN coalesce(e.last_new_at, f.added_at) < s.last_polled_at - INTERVAL 14 DAY THEN 'silent'
      WHEN e.n_a_week >= 4 AND e.n_this_week < e.n_a_week / 4 THEN 'slowing'
      ELSE 'ok'
    END AS state,
    s.last_ok_at, s.last_outcome, coalesce(s.moved_to, c.poll_url) AS moved_to, coalesce(s.n_failures, 0) AS n_failures,
    s.last_error, s.last_polled_at, s.next_poll_at, p.next_poll_reason, coalesce(e.n_entries, 0) AS n_entries, e.last_new_at,
    e.n_this_week, e.n_a_week, c.lied_at, c.poll_url, h.host, h.blocked_until, h.reason AS host_reason, f.added_at,
    c.gone_since, g.n_gaps, g.last_gap_at, g.why_open, g.next_try_at, w.reason AS slow_reason, c.hub_url, c.hub_topic,
    p.n_listed, p.n_beyond_cap,
    count(*) FILTER (f.is_active) OVER (PARTITION BY coalesce(s.moved_to, c.poll_url, f.url)) AS n_there
  FROM core.feed AS f
  LEFT JOIN core.feed_state AS s ON s.feed_id = f.feed_id
  LEFT JOIN core.feed_course AS c ON c.feed_id = f.feed_id
  LEFT JOIN core.feed_poll AS p ON p.poll_id = s.last_poll_id
  LEFT JOIN listed AS e ON e.feed_id = f.feed_id
  LEFT JOIN core.host_state AS h
    ON h.host = lower(regexp_extract(coalesce(c.poll_url, f.url), '^https?://([^/:?#]+)', 1))
  LEFT JOIN core.host_pace AS w
    ON w.host = lower(regexp_extract(coalesce(c.poll_url, f.url), '^https?://([^/:?#]+)', 1)) AND w.reason <> ''
  LEFT JOIN (
    SELECT feed_id, count(*) AS n_gaps, max(found_at) AS last_gap_at, arg_max(open_reason, tried_at) AS why_open,
      min(next_try_at) AS next_try_at
    FROM core.feed_gap WHERE closed_at IS NULL GROUP BY feed_id
  ) AS g ON g.feed_id = f.feed_id
)
SELECT feed_id, name, publisher, url, is_active, state,
  nullif(concat_ws('; ',
    CASE state
      WHEN 'gone' THEN concat('answers HTTP 410 since ', gone_since::DATE, ': remove it, or try it by name with --now')
      WHEN 'blocked' THEN concat(host, ' is left alone until ', strftime(blocked_until, '%Y-%m-%d %H:%M'), ' UTC (', host_reason, ')')
      WHEN 'failing' THEN last_error
      WHEN 'lying' THEN concat('said "not modified" over new entries, last found out ', lied_at::DATE, ': asked without condition once a day')
      WHEN 'moved' THEN concat('has moved to ', moved_to, ': put that address into feeds.toml')
      WHEN 'silent' THEN concat('nothing new since ', coalesce(last_new_at, added_at)::DATE)
      WHEN 'slowing' THEN concat(n_this_week, ' new entries in a week, ', round(n_a_week, 1), ' a week in the four before')
    END,
    CASE WHEN state = 'moved' AND poll_url IS NOT NULL THEN 'it is polled there' END,
    CASE WHEN state = 'moved' AND url LIKE 'https:%' AND moved_to LIKE 'http:%' THEN 'it gives up https, so it is not polled there' END,
    CASE WHEN state = 'moved' AND n_there > 1 THEN 'another feed is there already: keep one' END,
    CASE WHEN n_gaps > 0 THEN concat(n_gaps, CASE n_gaps WHEN 1 THEN ' gap' ELSE ' gaps' END, ' where it may have listed what no poll saw, last ', last_gap_at::DATE,
      CASE WHEN why_open IS NOT NULL THEN concat(' (', why_open, '; tried again from ', strftime(next_try_at, '%Y-%m-%d %H:%M'), ' UTC)') END) END,
    CASE WHEN n_beyond_cap > 0 THEN concat(n_listed, ' items in its document, ', n_listed - n_beyond_cap, ' of them read') END,
    slow_reason
  ), '') AS reason,
  last_ok_at, last_outcome, moved_to, n_failures, last_error, last_polled_at, next_poll_at, next_poll_reason, n_entries,
  last_new_at, hub_url, hub_topic
FROM told;
COMMENT ON VIEW feed_health IS 'How every feed is, in a word, and since when.';
COMMENT ON COLUMN feed_health.feed_id IS 'The feed.';
COMMENT ON COLUMN feed_health.name IS 'The name a person types.';
COMMENT ON COLUMN feed_health.publisher IS 'Outlet.';
COMMENT ON COLUMN feed_health.url IS 'Address as configured.';
COMMENT ON COLUMN feed_health.is_active IS 'Whether it is polled.';
COMMENT ON COLUMN feed_health.state IS 'ok | failing | blocked | gone | lying | moved | silent | slowing | never_polled';
COMMENT ON COLUMN feed_health.reason IS 'Why it is in this state, the gaps that are open, what of its document is not read, and why its host is asked slowly; NULL: nothing to say.';
COMMENT ON COLUMN feed_health.last_ok_at IS 'When it last answered as it should, UTC.';
COMMENT ON COLUMN feed_health.last_outcome IS 'How the newest poll ended.';
COMMENT ON COLUMN feed_health.moved_to IS 'Where it says that it lives now: put that address into feeds.toml.';
COMMENT ON COLUMN feed_health.n_failures IS 'Failed polls in a row.';
COMMENT ON COLUMN feed_health.last_error IS 'What went wrong in the newest poll.';
COMMENT ON COLUMN feed_health.last_polled_at IS 'When it was last polled, UTC.';
COMMENT ON COLUMN feed_health.next_poll_at IS 'When it may be polled again, UTC.';
COMMENT ON COLUMN feed_health.next_poll_reason IS 'What decided when it may be polled again.';
COMMENT ON COLUMN feed_health.n_entries IS 'Entries it has listed in all.';
COMMENT ON COLUMN feed_health.last_new_at IS 'When it last listed something new, UTC.';
COMMENT ON COLUMN feed_health.hub_url IS 'WebSub hub that it names; nothing is asked of it.';
COMMENT ON COLUMN feed_health.hub_topic IS 'What it is called at that hub.';

CREATE OR REPLACE VIEW runs AS
SELECT run_id, kind, trigger, orchestrator, state, started_at, ended_at,
  round(date_diff('millisecond', started_at, ended_at) / 1000.0, 1) AS duration_s,
  counts['feeds_polled'] AS n_feeds_polled, counts['entries'] AS n_entries, counts['articles_new'] AS n_articles_new,
  counts['articles_updated'] AS n_articles_updated, counts['known'] AS n_known, counts['rejected'] AS n_rejected,
  coalesce(counts['waiting'], 0) AS n_waiting,
  counts['translated'] AS n_translated, counts['stories_new'] AS n_stories_new, counts['failures'] AS n_failures,
  error, params, counts, started_on
FROM core.run;
COMMENT ON VIEW runs IS 'Pipeline runs with their sums: n_entries = n_articles_new + n_articles_updated + n_known + n_rejected + n_waiting.';
COMMENT ON COLUMN runs.run_id IS 'The run.';
COMMENT ON COLUMN runs.kind IS 'monitor | backfill | reprocess | maintain | group | publish';
COMMENT ON COLUMN runs.trigger IS 'manual | schedule | demo';
COMMENT ON COLUMN runs.orchestrator IS 'inline | prefect';
COMMENT ON COLUMN runs.state IS 'running | completed | degraded | skipped (another was at work) | failed';
COMMENT ON COLUMN runs.started_at IS 'Start, UTC.';
COMMENT ON COLUMN runs.ended_at IS 'End, UTC; NULL while it runs, or when it was killed.';
COMMENT ON COLUMN runs.duration_s IS 'Seconds it took.';
COMMENT ON COLUMN runs.n_feeds_polled IS 'Feeds polled.';
COMMENT ON COLUMN runs.n_entries IS 'Entries taken in.';
COMMENT ON COLUMN runs.n_articles_new IS 'New articles.';
COMMENT ON COLUMN runs.n_articles_updated IS 'Articles with a new content.';
COMMENT ON COLUMN runs.n_known IS 'Entries that needed nothing.';
COMMENT ON COLUMN runs.n_rejected IS 'Entries turned away.';
COMMENT ON COLUMN runs.n_waiting IS 'Entries not asked for, as their host had asked for patience: as pending as before.';
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

CREATE OR REPLACE VIEW coverage AS
SELECT f.name AS feed, e.published_at::DATE AS published_on, count(*) AS n_listed,
  count(e.article_id) AS n_stored, count(*) FILTER (e.article_id IS NULL AND e.state <> 'rejected') AS n_waiting,
  count(*) FILTER (e.article_id IS NULL AND e.state = 'rejected') AS n_rejected, e.feed_id
FROM core.feed_entry AS e
JOIN core.feed AS f ON f.feed_id = e.feed_id
WHERE e.published_at IS NOT NULL
GROUP BY f.name, e.feed_id, e.published_at::DATE;
COMMENT ON VIEW coverage IS 'What is known to have been published, by feed and day, and what became of it: n_listed = n_stored + n_waiting + n_rejected.';
COMMENT ON COLUMN coverage.feed IS 'Name of the feed.';
COMMENT ON COLUMN coverage.published_on IS 'Day that the entry bears, UTC.';
COMMENT ON COLUMN coverage.n_listed IS 'Entries that polls and archives listed.';
COMMENT ON COLUMN coverage.n_stored IS 'Of these, articles that we have.';
COMMENT ON COLUMN coverage.n_waiting IS 'Of these, waiting for their page, or for that of an entry of the same address.';
COMMENT ON COLUMN coverage.n_rejected IS 'Of these, turned away.';
COMMENT ON COLUMN coverage.feed_id IS 'The feed.';

CREATE OR REPLACE VIEW holes AS
SELECT f.name AS feed, h.hole_on, sum(h.n_failed_polls)::BIGINT AS n_failed_polls, sum(h.n_rejected)::BIGINT AS n_rejected,
  sum(h.n_gaps)::BIGINT AS n_gaps, list_sort(list_distinct(flatten(list(h.reasons)))) AS reasons,
  sum(h.n_unread)::BIGINT AS n_unread, nullif(string_agg(DISTINCT h.said, '; ' ORDER BY h.said), '') AS said,
  min(h.next_try_at) AS next_try_at
FROM (
  SELECT feed_id, polled_on AS hole_on, count(*) AS n_failed_polls, 0 AS n_rejected, 0 AS n_gaps, 0 AS n_unread,
    list(DISTINCT outcome) AS reasons, NULL::VARCHAR AS said, NULL::TIMESTAMPTZ AS next_try_at
  FROM core.feed_poll WHERE outcome NOT IN ('ok', 'not_modified', 'unchanged') GROUP BY feed_id, polled_on
  UNION ALL
  SELECT r.feed_id, r.rejected_on, 0, count(*), 0, 0, list(DISTINCT r.reason), NULL, NULL
  FROM core.rejection AS r
  JOIN core.feed_entry AS e ON e.feed_id = r.feed_id AND e.entry_key = r.entry_key AND e.state = 'rejected'
  GROUP BY r.feed_id, r.rejected_on
  UNION ALL
  SELECT feed_id, unnest(generate_series(from_at::DATE, until_at::DATE, INTERVAL 1 DAY))::DATE, 0, 0, 1, 0, ['gap'],
    open_reason, next_try_at
  FROM core.feed_gap WHERE closed_at IS NULL
  UNION ALL
  SELECT feed_id, unnest(generate_series(from_at::DATE, least(until_at, reached_at)::DATE, INTERVAL 1 DAY))::DATE, 0, 0, 0, 1,
    ['backfill'], NULL, NULL
  FROM (
    SELECT feed_id, from_at, until_at, coalesce(min(reached_at), until_at) AS reached_at
    FROM core.backfill
    WHERE until_at < from_at + INTERVAL 366 DAY
    GROUP BY feed_id, from_at, until_at
    HAVING count(*) FILTER (state = 'done') = 0
  )
) AS h
JOIN core.feed AS f ON f.feed_id = h.feed_id
GROUP BY f.name, h.hole_on;
COMMENT ON VIEW holes IS 'Where something may be missing, by feed and day: failed polls, rejections that still stand, open gaps, and days of backfills that no archive reached.';
COMMENT ON COLUMN holes.feed IS 'Name of the feed.';
COMMENT ON COLUMN holes.hole_on IS 'Day, UTC.';
COMMENT ON COLUMN holes.n_failed_polls IS 'Polls that failed.';
COMMENT ON COLUMN holes.n_rejected IS 'Rejections, of entries that are rejected to this day.';
COMMENT ON COLUMN holes.n_gaps IS 'Gaps that reach into the day: the feed may have listed entries that no poll saw.';
COMMENT ON COLUMN holes.n_unread IS 'Backfills, of a year at most, that no archive answered for on this day.';
COMMENT ON COLUMN holes.said IS 'Why its gaps are still open; NULL: no gap, or not tried yet.';
COMMENT ON COLUMN holes.next_try_at IS 'When its gaps are tried next, UTC; NULL: no gap, or by the next run.';
COMMENT ON COLUMN holes.reasons IS 'Why.';

CREATE OR REPLACE VIEW schedule_slots AS
SELECT s.slot_at, s.job, s.ruling,
  CASE s.ruling
    WHEN 'run' THEN concat('run ', s.run_id, CASE WHEN s.late_s >= 60 THEN concat(', late by ', s.late_s::BIGINT, ' s') END)
    ELSE concat(s.ruling, ': ', s.reason)
  END AS outcome,
  s.late_s, s.run_id, r.state AS run_state, s.reason, s.decided_at
FROM core.schedule_slot AS s
LEFT JOIN core.run AS r ON r.run_id = s.run_id;
COMMENT ON VIEW schedule_slots IS 'What became of each time of the schedule: run, skipped or missed, and why.';
COMMENT ON COLUMN schedule_slots.slot_at IS 'The time of the schedule, UTC.';
COMMENT ON COLUMN schedule_slots.job IS 'monitor | maintain';
COMMENT ON COLUMN schedule_slots.ruling IS 'run | skipped (one was at work, or had done what was due) | missed (nobody was there)';
COMMENT ON COLUMN schedule_slots.outcome IS 'The same in words: the run, by how much it was late where that is a minute or more, or why there was none.';
COMMENT ON COLUMN schedule_slots.late_s IS 'Seconds from the slot to the decision.';
COMMENT ON COLUMN schedule_slots.run_id IS 'The run it started, or the one that was at work.';
COMMENT ON COLUMN schedule_slots.run_state IS 'How that run is, or ended.';
COMMENT ON COLUMN schedule_slots.reason IS 'Why it started no run; NULL: it did.';
COMMENT ON COLUMN schedule_slots.decided_at IS 'When that was decided, UTC.';
