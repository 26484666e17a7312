-- Store a poll, once.
-- In: rows (one poll with its sums). Out: its id when it was stored now, nothing when it was there.
INSERT INTO core.feed_poll BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.*, s.polled_at::DATE AS polled_on FROM s
WHERE NOT EXISTS (SELECT 1 FROM core.feed_poll AS p WHERE p.poll_id = s.poll_id::UUID)
RETURNING poll_id;
