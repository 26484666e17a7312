-- Keep why pages were not fetched, where the entry is still in the attempt that failed.
-- In: rows (rejections with entry_hash and n_attempt).
INSERT INTO core.rejection BY NAME
SELECT s.feed_id, s.entry_key, s.stage, s.rejected_at, s.rejected_on, s.reason, s.detail, s.is_transient, s.url,
       s.page_id, s.n_attempt, s.run_id
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
JOIN core.feed_entry AS e
  ON e.key_hash = hash_of_entry(s.feed_id, s.entry_key) AND e.feed_id = s.feed_id::UUID AND e.entry_key = s.entry_key
WHERE e.state IN ('pending', 'rejected') AND e.entry_hash = s.entry_hash AND e.n_attempts = s.n_attempt - 1;
