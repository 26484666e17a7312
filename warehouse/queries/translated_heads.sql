-- Of these articles, which still have the content that was translated?
-- In: rows (article_id, sha). Out: article_id, version, published_on, content hash.
WITH given AS MATERIALIZED (SELECT DISTINCT g.article_id, g.sha FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g),
now AS MATERIALIZED (
  SELECT article_id, version, published_on, content_sha256 FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id::UUID FROM given))
)
SELECT n.article_id::VARCHAR AS article_id, n.version, n.published_on, n.content_sha256
FROM now AS n
JOIN given AS g ON n.article_id = g.article_id::UUID AND n.content_sha256 = g.sha;
