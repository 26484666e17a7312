-- Store what texts say of where they come from.
-- In: rows (credits with article_id, version, published_on and position).
INSERT INTO core.credit BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.*, hash_of_url(s.url::VARCHAR) AS url_hash FROM s;
