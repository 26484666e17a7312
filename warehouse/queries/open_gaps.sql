-- Which gaps may be tried now?
-- In: now. Out: gap and feed as structs, where the feed is asked, how often the gap was tried; those never tried first.
SELECT g AS gap, f AS feed, coalesce(c.poll_url, f.url) AS poll_url, coalesce(g.n_tries, 0) AS n_tries
FROM core.feed_gap AS g
JOIN core.feed AS f ON f.feed_id = g.feed_id
LEFT JOIN core.feed_course AS c ON c.feed_id = g.feed_id
WHERE g.closed_at IS NULL AND f.is_active AND (g.next_try_at IS NULL OR g.next_try_at <= $now)
ORDER BY g.next_try_at NULLS FIRST, g.found_at, f.name;
