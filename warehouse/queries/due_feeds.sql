-- Which feeds may be polled, and what did their last polls leave behind?
-- In: now, names (empty: all), is_forced. Out: feed as a struct, and its state; the longest waiting first.
SELECT f AS feed, s.etag, s.last_modified, s.body_sha256, s.next_poll_at, coalesce(s.n_failures, 0) AS n_failures
FROM core.feed AS f
LEFT JOIN core.feed_state AS s ON s.feed_id = f.feed_id
WHERE f.is_active
  AND (json_array_length($names) = 0 OR f.name IN (SELECT unnest(from_json_strict($names, '["VARCHAR"]'))))
  AND ($is_forced OR s.next_poll_at IS NULL OR s.next_poll_at <= $now)
ORDER BY s.next_poll_at NULLS FIRST, f.name;
