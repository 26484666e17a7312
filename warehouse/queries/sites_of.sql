-- On which site are most articles of each of these feeds? A feed may live on another host.
-- In: feed_ids. Out: feed_id, scheme and host.
WITH counted AS (
  SELECT feed_id, regexp_extract(coalesce(url, entry_key), '^https?://[^/?#]+') AS site, count(*) AS n
  FROM core.feed_entry
  WHERE feed_id IN (SELECT unnest(from_json_strict($feed_ids, '["VARCHAR"]'))::UUID)
  GROUP BY ALL
)
SELECT feed_id::VARCHAR, arg_max(site, (n, site)) FROM counted WHERE site <> '' GROUP BY feed_id;
