-- Of these articles, which still say what was translated, in the language it was translated from (its region aside)?
-- In: rows (article_id, sha, source_lang). Out: article_id, version, published_on, content hash, source_lang as given.
WITH given AS MATERIALIZED (
  SELECT DISTINCT g.article_id, g.sha, g.source_lang FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g
),
now AS MATERIALIZED (
  SELECT article_id, version, published_on, content_sha256, lang FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id::UUID FROM given))
)
SELECT n.article_id::VARCHAR AS article_id, n.version, n.published_on, n.content_sha256, g.source_lang
FROM now AS n
JOIN given AS g ON n.article_id = g.article_id::UUID AND n.content_sha256 = g.sha
  AND split_part(n.lang, '-', 1) = split_part(g.source_lang, '-', 1);
