-- From which page was the newest version of each article read, of those published in a window of days?
-- In: since, until (days, both included). Out: page, entry and feed as structs, attempts; pack by pack, as fetched.
SELECT p AS page, e AS entry, f AS feed, e.n_attempts
FROM core.article AS a
JOIN core.page AS p ON p.page_id = a.page_id
JOIN core.feed_entry AS e
  ON e.key_hash = hash_of_entry(p.feed_id, coalesce(p.entry_key, p.url))
  AND e.feed_id = p.feed_id AND e.entry_key = coalesce(p.entry_key, p.url)
JOIN core.feed AS f ON f.feed_id = p.feed_id
WHERE a.published_on BETWEEN $since AND $until
ORDER BY p.pack_id, p.page_id;
