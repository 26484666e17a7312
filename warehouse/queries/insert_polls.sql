-- Store polls that are not stored yet.
-- In: rows (polls with their sums).
INSERT INTO core.feed_poll BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.*, s.polled_at::DATE AS polled_on FROM s;
