-- Which of these bodies, stored before there were packs, are still kept: young, or waiting to be read?
-- In: ids (SHA-256 of bodies), before. Out: hashes.
SELECT DISTINCT p.body_sha256
FROM core.page AS p
LEFT JOIN core.feed_entry AS e ON e.page_id = p.page_id AND e.state = 'pending'
WHERE p.pack_id IS NULL AND p.body_sha256 IN (SELECT unnest(from_json_strict($ids, '["VARCHAR"]')))
  AND (p.fetched_at >= $before OR e.page_id IS NOT NULL);
