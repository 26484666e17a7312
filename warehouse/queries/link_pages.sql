-- Let the entries of fetched pages wait to be read; one that was rejected and tried again is pending once more.
-- In: rows (pages that are not stored yet; of two of one entry, the later is its page).
UPDATE core.feed_entry AS e
SET page_id = p.page_id, state = 'pending', retry_at = NULL
FROM (
  SELECT feed_id::UUID AS feed_id, entry_key, max(page_id)::UUID AS page_id
  FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
  GROUP BY feed_id, entry_key
) AS p
WHERE e.key_hash = hash_of_entry(p.feed_id, p.entry_key) AND e.feed_id = p.feed_id AND e.entry_key = p.entry_key
  AND e.state IN ('pending', 'rejected');
