-- Settle the entries whose page was read, where that page is still theirs.
-- In: rows (article_id, page_id, state), now, run_id.
UPDATE core.feed_entry AS e
SET state = s.state, article_id = s.article_id::UUID, rejection_reason = NULL, rejection_detail = NULL,
    settled_at = $now, settled_run_id = $run_id::UUID
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE e.page_id = s.page_id::UUID AND e.state = 'pending';
