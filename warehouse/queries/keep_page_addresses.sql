-- Write into the pages of these entries what they were fetched for, before the entries say something else, or name others.
-- In: rows (feed_id, entry_key).
UPDATE core.page AS p
SET feed_id = e.feed_id, entry_key = nullif(e.entry_key, e.url), url = e.url
FROM (
  SELECT e.page_id, e.feed_id, e.entry_key, coalesce(e.url, e.entry_key) AS url
  FROM core.feed_entry AS e
  JOIN (SELECT DISTINCT feed_id, entry_key FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))) AS s
    ON e.key_hash = hash_of_entry(s.feed_id, s.entry_key) AND e.feed_id = s.feed_id::UUID AND e.entry_key = s.entry_key
  WHERE e.page_id IS NOT NULL
) AS e
WHERE p.page_id = e.page_id AND p.url IS NULL;
