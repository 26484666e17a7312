-- Say of past versions how the next one differs.
-- In: rows (article_id, version, change, change_reason, differences).
UPDATE core.past_version AS t
SET change = s.change, change_reason = s.change_reason, differences = s.differences
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE t.article_id = s.article_id::UUID AND t.version = s.version;
