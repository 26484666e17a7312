-- Let the entries of fetched pages wait to be read; one that was rejected and tried again is pending once more.
-- In: ids (of pages stored just now).
UPDATE core.feed_entry AS e
SET page_id = p.page_id, state = 'pending', retry_at = NULL
FROM core.page AS p
WHERE p.page_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))) AND e.feed_id = p.feed_id AND e.entry_key = p.entry_key
  AND e.state IN ('pending', 'rejected');
