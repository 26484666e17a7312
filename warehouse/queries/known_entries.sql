-- What is stored of these entries?
-- Found by their hash, and only then compared, in a join: a filter would be moved to the scan and read every key.
-- In: rows (feed_id and entry_key). Out: feed, key, hash, state, whether a page of its own was read, when it is tried again.
WITH asked AS MATERIALIZED (
  SELECT s.feed_id::UUID AS feed_id, s.entry_key, hash_of_entry(s.feed_id, s.entry_key) AS key_hash
  FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
),
found AS MATERIALIZED (
  SELECT feed_id, entry_key, entry_hash, state, page_id, retry_at FROM core.feed_entry
  WHERE rowid IN (SELECT rowid FROM core.feed_entry WHERE key_hash IN (SELECT key_hash FROM asked))
)
SELECT f.feed_id::VARCHAR, f.entry_key, f.entry_hash, f.state, f.page_id IS NOT NULL, f.retry_at
FROM found AS f
JOIN asked AS a ON a.feed_id = f.feed_id AND a.entry_key = f.entry_key;
