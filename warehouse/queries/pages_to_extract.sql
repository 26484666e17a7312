-- Which fetched pages wait to be read?
-- Wide rows are found by rowid, so that only those that wait are read; and of an entry, what its record holds: each column
-- more is another block that nothing has read yet.
-- Out: page, entry and feed as structs, attempts; in the order they were fetched.
WITH waiting AS MATERIALIZED (
  SELECT {feed_id: feed_id, entry_key: entry_key, entry_hash: entry_hash, url: url, link: link, title: title, summary: summary,
      authors: authors, published_at: published_at, published_raw: published_raw, position: position} AS entry,
    e.feed_id, e.page_id, e.n_attempts
  FROM core.feed_entry AS e
  WHERE e.rowid IN (SELECT rowid FROM core.feed_entry WHERE state = 'pending')
),
fetched AS MATERIALIZED (
  SELECT p AS page, p.page_id, p.fetched_at
  FROM core.page AS p
  WHERE p.rowid IN (SELECT rowid FROM core.page WHERE page_id IN (SELECT page_id FROM waiting))
)
SELECT p.page, w.entry, f AS feed, w.n_attempts
FROM waiting AS w
JOIN fetched AS p ON p.page_id = w.page_id
JOIN core.feed AS f ON f.feed_id = w.feed_id
ORDER BY p.fetched_at, p.page_id;
