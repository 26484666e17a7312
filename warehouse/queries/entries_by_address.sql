-- Under which keys do feeds have entries at these addresses?
-- Found by hash, and only then compared, in a join: a filter would be moved to the scan and read every address.
-- In: rows (feed_id and url). Out: feed_id, url, entry_key (the oldest).
WITH asked AS MATERIALIZED (
  SELECT s.feed_id::UUID AS feed_id, s.url
  FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
),
found AS MATERIALIZED (
  SELECT feed_id, coalesce(url, entry_key) AS url, entry_key, first_seen_at FROM core.feed_entry
  WHERE rowid IN (SELECT rowid FROM core.feed_entry WHERE url_hash IN (SELECT hash_of_url(url) FROM asked))
)
SELECT f.feed_id::VARCHAR, f.url, arg_min(f.entry_key, (f.first_seen_at, f.entry_key))
FROM found AS f
JOIN asked AS a ON a.feed_id = f.feed_id AND a.url = f.url
GROUP BY f.feed_id, f.url;
