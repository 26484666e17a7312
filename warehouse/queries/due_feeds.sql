-- Which feeds may be polled, what did their last polls leave behind, and how fast do they publish?
-- A feed that is gone (410) is polled by name and force alone. The gaps are those between the last 20 times at which
-- something new was published (or, undated, seen), of feeds that have at least 5 of the last 30 days: of fewer, a median
-- says little, and a feed that is quieter is polled by its interval anyhow.
-- A batch takes as long as its slowest feed: those that failed, and those whose last answer took 5 s and more, come last
-- and so together. The 2 % that are slow, spread over all batches, made 3,000 feeds take seven times as long.
-- In: now, names (empty: all), is_forced. Out: feed and course as structs, and its state; the longest waiting first, and
-- the slow behind.
WITH published AS (
  SELECT DISTINCT feed_id, least(coalesce(published_at, first_seen_at), first_seen_at) AS told_at
  FROM core.feed_entry
  WHERE first_seen_at > $now::TIMESTAMPTZ - INTERVAL 30 DAY
),
newest AS (
  SELECT feed_id, list_sort(list(told_at), 'DESC')[:21] AS times FROM published GROUP BY feed_id -- 21 times: 20 gaps
),
habit AS (
  SELECT feed_id, list_transform(range(1, len(times)), lambda n: epoch(times[n]) - epoch(times[n + 1])) AS gaps FROM newest
),
-- Of feeds with nothing new in 30 days alone, the older entries are looked at: all of a million take 40 ms.
recent AS MATERIALIZED (
  SELECT feed_id, max(first_seen_at) AS last_new_at FROM core.feed_entry
  WHERE first_seen_at > $now::TIMESTAMPTZ - INTERVAL 30 DAY
  GROUP BY feed_id
),
quiet AS MATERIALIZED (SELECT feed_id FROM core.feed WHERE is_active AND feed_id NOT IN (SELECT feed_id FROM recent)),
listed AS (
  FROM recent
  UNION ALL
  SELECT feed_id, max(first_seen_at) FROM core.feed_entry WHERE feed_id IN (SELECT feed_id FROM quiet) GROUP BY feed_id
),
-- Before they are joined: the ids of all polls would be unpacked else, and only those of the last day are among these.
last_poll AS MATERIALIZED (
  SELECT poll_id, elapsed_ms FROM core.feed_poll WHERE poll_id IN (SELECT last_poll_id FROM core.feed_state)
)
SELECT f AS feed, c AS course, s.etag, s.last_modified, s.body_sha256, s.next_poll_at, coalesce(s.n_failures, 0) AS n_failures,
  s.last_ok_at, l.last_new_at, CASE WHEN len(h.gaps) >= 5 THEN list_median(h.gaps) END AS median_gap_s
FROM core.feed AS f
LEFT JOIN core.feed_state AS s ON s.feed_id = f.feed_id
LEFT JOIN core.feed_course AS c ON c.feed_id = f.feed_id
LEFT JOIN last_poll AS p ON p.poll_id = s.last_poll_id
LEFT JOIN listed AS l ON l.feed_id = f.feed_id
LEFT JOIN habit AS h ON h.feed_id = f.feed_id
WHERE f.is_active
  AND (json_array_length($names) = 0 OR f.name IN (SELECT unnest(from_json_strict($names, '["VARCHAR"]'))))
  AND ($is_forced OR s.next_poll_at IS NULL OR s.next_poll_at <= $now)
  AND (c.gone_at IS NULL OR ($is_forced AND json_array_length($names) > 0))
ORDER BY coalesce(s.n_failures, 0) > 0 OR coalesce(p.elapsed_ms, 0) >= 5000, s.next_poll_at NULLS FIRST, f.name;
