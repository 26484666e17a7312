-- Which of these translations stand in the warehouse as they are given: not refused as less than what was there?
-- In: rows (article_id, content_sha256, target_lang, status, title, body). Out: article_id, content_sha256, target_lang.
WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)),
stored AS MATERIALIZED (
  SELECT article_id, content_sha256, target_lang, status, title, body FROM core.translation
  WHERE rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id::UUID FROM given))
)
SELECT t.article_id::VARCHAR AS article_id, t.content_sha256, t.target_lang
FROM stored AS t
JOIN given AS g ON t.article_id = g.article_id::UUID AND t.content_sha256 = g.content_sha256 AND t.target_lang = g.target_lang
WHERE t.status = g.status AND t.title = g.title AND t.body = g.body;
