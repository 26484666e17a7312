-- Which pages and documents of feeds were fetched in a window of days?
-- In: since, until (days, both included). Out: page or document, id, address, final address (NULL: the same), when, status, content type,
-- hash and pack of the body, and when the last of all was fetched; pack by pack.
SELECT kind, id::VARCHAR, url, final_url, fetched_at, http_status, content_type, body_sha256, pack_id::VARCHAR,
  max(fetched_at) OVER () AS last_fetched_at
FROM (
  SELECT 'page' AS kind, p.page_id AS id, coalesce(p.url, e.url, e.entry_key) AS url, p.final_url, p.fetched_at, p.http_status,
    p.content_type, p.body_sha256, p.pack_id, p.fetched_on
  FROM core.page AS p
  LEFT JOIN core.feed_entry AS e ON e.page_id = p.page_id
  UNION ALL
  SELECT 'document', poll_id, url, final_url, fetched_at, http_status, content_type, body_sha256, pack_id, fetched_on FROM core.feed_body
)
WHERE fetched_on BETWEEN $since AND $until
ORDER BY pack_id, id;
