-- Store the documents that polls brought, once.
-- In: rows (documents).
INSERT INTO core.feed_body BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.* REPLACE (nullif(s.final_url, s.url) AS final_url), s.fetched_at::DATE AS fetched_on FROM s
WHERE NOT EXISTS (SELECT 1 FROM core.feed_body AS b WHERE b.poll_id = s.poll_id::UUID);
