-- Let the entries of fetched pages wait to be read; one that was rejected and tried again is pending once more.
-- In: ids (of pages stored just now), lowest, highest (of them).
UPDATE core.feed_entry AS e
SET page_id = p.page_id, state = 'pending', retry_at = NULL
FROM (
  SELECT page_id, feed_id, coalesce(entry_key, url) AS entry_key FROM core.page
  WHERE page_id BETWEEN $lowest::UUID AND $highest::UUID AND page_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
) AS p
WHERE e.key_hash = hash_of_entry(p.feed_id, p.entry_key) AND e.feed_id = p.feed_id AND e.entry_key = p.entry_key
  AND e.state IN ('pending', 'rejected');
