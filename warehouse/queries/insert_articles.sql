-- Store articles that are not there yet. An article without a date keeps the day it was first seen.
-- In: rows (articles with version, updated_at and run_id; one row an article).
INSERT INTO core.article BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.* REPLACE (
    CASE WHEN starts_with(s.title_as_found, s.title) THEN NULL ELSE s.title_as_found END AS title_as_found, NULL::TIMESTAMPTZ AS updated_at),
  hash_of_url(s.url) AS url_hash,
  CASE WHEN starts_with(s.title_as_found, s.title) THEN nullif(substr(s.title_as_found, length(s.title) + 1), '') END AS title_cut,
  CASE WHEN s.version > 1 THEN s.updated_at END AS content_since,
  coalesce(s.published_at::DATE, s.updated_at::DATE) AS published_on, s.updated_at AS first_seen_at
FROM s;
