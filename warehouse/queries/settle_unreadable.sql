-- Settle the entries whose page held no article, where that page is still theirs.
-- In: rows (rejections with page_id and n_attempt).
UPDATE core.feed_entry AS e
SET state = 'rejected', rejection_reason = s.reason, rejection_detail = s.detail, n_attempts = s.n_attempt,
    retry_at = NULL, settled_at = s.rejected_at, settled_run_id = s.run_id::UUID
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE e.page_id = s.page_id::UUID AND e.state = 'pending';
