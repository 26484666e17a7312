-- Which pages were fetched in a window of days?
-- In: since, until (days, both included). Out: page as a struct, and when the last of them was fetched; pack by pack.
SELECT p AS page, max(p.fetched_at) OVER () AS last_fetched_at
FROM core.page AS p
WHERE p.fetched_on BETWEEN $since AND $until
ORDER BY p.pack_id, p.page_id;
