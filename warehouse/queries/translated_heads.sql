-- Of these articles, which still say what was translated, in the language it was translated from (its region aside)?
-- Articles are looked for among the newest first: all others are looked through for what is not there.
-- In: rows (article_id, sha, source_lang). Out: article_id, version, published_on, content hash, source_lang as given.
WITH given AS MATERIALIZED (
  SELECT g.article_id::UUID AS article_id, g.sha, g.source_lang
  FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g
),
near AS MATERIALIZED (
  SELECT rowid AS place, article_id FROM core.article
  WHERE rowid >= (SELECT count(*) FROM core.article) - 50000 AND article_id IN (SELECT article_id FROM given)
),
now AS MATERIALIZED (
  SELECT article_id, version, published_on, content_sha256, lang FROM core.article
  WHERE rowid IN (
    SELECT place FROM near
    UNION ALL
    SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM given ANTI JOIN near USING (article_id))
  )
)
SELECT n.article_id::VARCHAR AS article_id, n.version, n.published_on, n.content_sha256, g.source_lang
FROM now AS n
JOIN given AS g ON n.article_id = g.article_id AND n.content_sha256 = g.sha
  AND split_part(n.lang, '-', 1) = split_part(g.source_lang, '-', 1);
