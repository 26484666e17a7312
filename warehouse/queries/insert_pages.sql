-- Store fetched pages that are not there yet, as unknown_pages.sql says; what their entry says, which link_pages let name
-- them, is not stored again.
-- In: rows (pages).
INSERT INTO core.page BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)),
told AS MATERIALIZED (
  SELECT page_id, coalesce(url, entry_key) AS url FROM core.feed_entry
  WHERE rowid IN (SELECT rowid FROM core.feed_entry WHERE page_id IN (SELECT page_id::UUID FROM s))
)
SELECT s.* REPLACE (
    nullif(s.final_url, s.url) AS final_url, nullif(s.reservations, []) AS reservations,
    CASE WHEN t.page_id IS NULL THEN s.url END AS url, CASE WHEN t.page_id IS NULL THEN s.feed_id END AS feed_id,
    CASE WHEN t.page_id IS NULL THEN nullif(s.entry_key, s.url) END AS entry_key),
  s.fetched_at::DATE AS fetched_on
FROM s
LEFT JOIN told AS t ON t.page_id = s.page_id::UUID AND t.url = s.url
ORDER BY s.page_id;
