-- Let entries that were known when their page was still unread name the article it led to.
-- In: rows (article_id, page_id).
UPDATE core.feed_entry AS e
SET article_id = s.article_id
FROM (
  SELECT any_value(g.article_id)::UUID AS article_id, p.url
  FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g
  JOIN core.page AS p ON p.page_id = g.page_id::UUID
  GROUP BY p.url
) AS s
WHERE e.url_hash = hash_of_url(s.url) AND coalesce(e.url, e.entry_key) = s.url AND e.state = 'known' AND e.article_id IS NULL;
