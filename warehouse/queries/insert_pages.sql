-- Store fetched pages that are not there yet, as unknown_pages.sql says; an address is stored once.
-- In: rows (pages).
INSERT INTO core.page BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.* REPLACE (nullif(s.final_url, s.url) AS final_url, nullif(s.entry_key, s.url) AS entry_key,
  nullif(s.reservations, []) AS reservations), s.fetched_at::DATE AS fetched_on
FROM s;
