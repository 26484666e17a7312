-- Write into the pages of these entries what they were fetched for, before the entries say something else, or name others.
-- Entries are found by hash and read by rowid: keys and addresses of all of them would be read else.
-- In: rows (feed_id, entry_key).
UPDATE core.page AS p
SET feed_id = e.feed_id, entry_key = nullif(e.entry_key, e.url), url = e.url
FROM (
  WITH given AS MATERIALIZED (
    SELECT DISTINCT feed_id::UUID AS feed_id, entry_key, hash_of_entry(feed_id, entry_key) AS key_hash
    FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
  ),
  alike AS MATERIALIZED (
    SELECT page_id, feed_id, entry_key, coalesce(url, entry_key) AS url FROM core.feed_entry
    WHERE rowid IN (SELECT rowid FROM core.feed_entry WHERE key_hash IN (SELECT key_hash FROM given))
  )
  SELECT a.page_id, a.feed_id, a.entry_key, a.url
  FROM alike AS a
  JOIN given AS g ON g.feed_id = a.feed_id AND g.entry_key = a.entry_key
  WHERE a.page_id IS NOT NULL
) AS e
WHERE p.page_id = e.page_id AND p.url IS NULL;
