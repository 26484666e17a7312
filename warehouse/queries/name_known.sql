-- Let entries that were known when their page was still unread name the article it led to.
-- In: rows (article_id, page_id).
WITH g AS MATERIALIZED (
  SELECT article_id::UUID AS article_id, page_id::UUID AS page_id FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
)
UPDATE core.feed_entry AS e
SET article_id = s.article_id
FROM (
  SELECT any_value(article_id) AS article_id, url
  FROM (
    SELECT g.article_id, p.url FROM g JOIN core.page AS p ON p.page_id = g.page_id WHERE p.url IS NOT NULL
    UNION ALL
    SELECT g.article_id, coalesce(o.url, o.entry_key) FROM g JOIN core.feed_entry AS o ON o.page_id = g.page_id
  )
  GROUP BY url
) AS s
WHERE e.url_hash = hash_of_url(s.url) AND coalesce(e.url, e.entry_key) = s.url AND e.state = 'known' AND e.article_id IS NULL;
