-- Which of these addresses does an entry or an article already have, and which article is it?
-- In: urls. Out: url, article_id (NULL: its page is not read yet, or led to none).
WITH asked AS (SELECT DISTINCT unnest(from_json_strict($urls, '["VARCHAR"]')) AS url),
found AS (
  SELECT url, article_id FROM core.article WHERE url IN (SELECT url FROM asked)
  UNION ALL
  SELECT url, article_id FROM core.feed_entry WHERE url IN (SELECT url FROM asked)
)
SELECT url, max(article_id::VARCHAR) FROM found GROUP BY url;
