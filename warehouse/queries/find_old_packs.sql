-- In which packs was everything fetched before a time, and every page read?
-- In: before. Out: the table `old_pack`, for this session only.
CREATE OR REPLACE TEMP TABLE old_pack AS
SELECT pack_id
FROM (
  SELECT p.pack_id, p.fetched_at, e.page_id IS NOT NULL AS waits
  FROM core.page AS p
  LEFT JOIN core.feed_entry AS e ON e.page_id = p.page_id AND e.state = 'pending'
  UNION ALL
  SELECT pack_id, fetched_at, false FROM core.feed_body
)
WHERE pack_id IS NOT NULL
GROUP BY pack_id
HAVING max(fetched_at) < $before AND NOT bool_or(waits);
