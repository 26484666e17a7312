-- Which of these bodies, stored before there were packs, are still kept: young, or waiting to be read?
-- In: ids (SHA-256 of bodies), before. Out: those of them.
WITH alone AS (SELECT unnest(from_json_strict($ids, '["VARCHAR"]')) AS name)
SELECT DISTINCT a.name
FROM core.page AS p
JOIN alone AS a ON left(a.name, 32) = p.body_sha256
LEFT JOIN core.feed_entry AS e ON e.page_id = p.page_id AND e.state = 'pending'
WHERE p.pack_id IS NULL AND (p.fetched_at >= $before OR e.page_id IS NOT NULL);
