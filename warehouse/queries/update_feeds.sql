-- Bring stored feeds up to their configuration; a feed that did not change is left as it is.
-- In: rows (feeds), now.
UPDATE core.feed AS f
SET url = s.url, name = s.name, publisher = s.publisher, owner_group = s.owner_group, language = s.language,
    poll_interval_s = s.poll_interval_s, is_active = s.is_active, tier = s.tier, robots = s.robots, updated_at = $now
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE f.feed_id = s.feed_id::UUID
  AND (f.url, f.name, f.publisher, f.owner_group, f.language, f.poll_interval_s, f.is_active, f.tier, f.robots)
      IS DISTINCT FROM (s.url, s.name, s.publisher, s.owner_group, s.language, s.poll_interval_s, s.is_active, s.tier, s.robots);
