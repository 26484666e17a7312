-- Store a poll, once.
-- In: rows (one poll with its sums). Out: 1 when it was stored now, 0 when it was there.
INSERT INTO core.feed_poll BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.*, s.polled_at::DATE AS polled_on FROM s
WHERE NOT EXISTS (SELECT 1 FROM core.feed_poll AS p WHERE p.poll_id = s.poll_id::UUID);
