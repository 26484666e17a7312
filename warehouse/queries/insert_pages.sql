-- Store fetched pages, each once.
-- In: rows (pages). Out: the ids stored now.
INSERT INTO core.page BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.* REPLACE (nullif(s.final_url, s.url) AS final_url), s.fetched_at::DATE AS fetched_on FROM s
WHERE NOT EXISTS (SELECT 1 FROM core.page AS p WHERE p.page_id = s.page_id::UUID)
RETURNING page_id::VARCHAR;
