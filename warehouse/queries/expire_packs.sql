-- Let go of the packs all of whose pages were fetched before a time and have been read; the pages keep their rows.
-- In: before.
UPDATE core.page SET pack_id = NULL
WHERE pack_id IN (
  SELECT p.pack_id
  FROM core.page AS p
  LEFT JOIN core.feed_entry AS e ON e.page_id = p.page_id AND e.state = 'pending'
  WHERE p.pack_id IS NOT NULL
  GROUP BY p.pack_id
  HAVING max(p.fetched_at) < $before AND count(e.page_id) = 0
);
