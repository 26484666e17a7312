-- Settle the entries whose page was not fetched, where the entry is still in the attempt that failed.
-- In: rows (rejections with entry_hash, n_attempt and retry_at).
UPDATE core.feed_entry AS e
SET state = 'rejected', rejection_reason = s.reason, rejection_detail = s.detail, n_attempts = s.n_attempt,
    retry_at = s.retry_at, settled_at = s.rejected_at, settled_run_id = s.run_id::UUID
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE e.key_hash = hash_of_entry(s.feed_id, s.entry_key) AND e.feed_id = s.feed_id::UUID AND e.entry_key = s.entry_key
  AND e.state IN ('pending', 'rejected') AND e.entry_hash = s.entry_hash AND e.n_attempts = s.n_attempt - 1;
