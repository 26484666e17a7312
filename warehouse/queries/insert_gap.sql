-- Keep that a document had nothing left of what was listed before, once.
-- In: rows (gaps).
INSERT INTO core.feed_gap BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.* FROM s
WHERE NOT EXISTS (SELECT 1 FROM core.feed_gap AS g WHERE g.poll_id = s.poll_id::UUID);
