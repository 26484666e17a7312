-- From which page was the newest version of each article read, of those published in a window of days?
-- In: since, until (days, both included). Out: page, entry and feed as structs, attempts; pack by pack, as fetched.
WITH fetched AS MATERIALIZED (
  SELECT p AS page, p.page_id, p.pack_id, p.feed_id, p.entry_key, p.url
  FROM core.article AS a
  JOIN core.page AS p ON p.page_id = a.page_id
  WHERE a.published_on BETWEEN $since AND $until
),
-- The entry still names the page; or it names another by now, and the page its entry.
told AS (
  SELECT p.page, p.page_id, p.pack_id, e AS entry, e.feed_id, e.n_attempts
  FROM fetched AS p
  JOIN core.feed_entry AS e ON e.page_id = p.page_id
  WHERE p.url IS NULL
  UNION ALL
  SELECT p.page, p.page_id, p.pack_id, e, e.feed_id, e.n_attempts
  FROM fetched AS p
  JOIN core.feed_entry AS e
    ON e.key_hash = hash_of_entry(p.feed_id, coalesce(p.entry_key, p.url))
    AND e.feed_id = p.feed_id AND e.entry_key = coalesce(p.entry_key, p.url)
  WHERE p.url IS NOT NULL
)
SELECT t.page, t.entry, f AS feed, t.n_attempts
FROM told AS t
JOIN core.feed AS f ON f.feed_id = t.feed_id
ORDER BY t.pack_id, t.page_id;
