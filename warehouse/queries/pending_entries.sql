-- Which entries wait for a page?
-- In: now (NULL: leave out those rejected earlier), feed_id (NULL: of every feed). Out: entry and feed as structs, attempts.
SELECT e AS entry, f AS feed, e.n_attempts
FROM core.feed_entry AS e
JOIN core.feed AS f ON f.feed_id = e.feed_id
WHERE ((e.state = 'pending' AND e.page_id IS NULL) OR (e.state = 'rejected' AND e.retry_at <= $now::TIMESTAMPTZ))
  AND ($feed_id IS NULL OR e.feed_id = $feed_id::UUID)
ORDER BY e.first_seen_at, e.feed_id, e.position;
