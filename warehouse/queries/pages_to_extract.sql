-- Which fetched pages wait to be read?
-- Out: page, entry and feed as structs, attempts; in the order they were fetched.
SELECT p AS page, e AS entry, f AS feed, e.n_attempts
FROM core.feed_entry AS e
JOIN core.page AS p ON p.page_id = e.page_id
JOIN core.feed AS f ON f.feed_id = e.feed_id
WHERE e.state = 'pending'
ORDER BY p.fetched_at, p.page_id;
