-- Which articles that were grouped are still as they were then? What changed since (another content, a translation that
-- came or went) is new.
-- Articles are looked for among the newest first: all others are looked through for what is not there.
-- In: rows (article_id, content_sha256, has_pivot). Out: the table `as_grouped`, for this session only.
CREATE OR REPLACE TEMP TABLE as_grouped AS
WITH s AS MATERIALIZED (
  SELECT article_id::UUID AS article_id, content_sha256, has_pivot
  FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
),
near AS MATERIALIZED (
  SELECT rowid AS place, article_id FROM core.article
  WHERE rowid >= (SELECT count(*) FROM core.article) - 50000 AND article_id IN (SELECT article_id FROM s)
),
now AS MATERIALIZED (
  SELECT article_id, content_sha256, extractor_version FROM core.article
  WHERE rowid IN (
    SELECT place FROM near
    UNION ALL
    SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM s ANTI JOIN near USING (article_id))
  )
),
bridge AS MATERIALIZED (
  SELECT t.article_id, t.content_sha256, t.engine_version, t.engine_settings
  FROM core.translation AS t
  WHERE t.status IN ('ok', 'gist')
    AND t.rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM s))
  QUALIFY row_number() OVER (PARTITION BY t.article_id, t.content_sha256 ORDER BY t.translated_at DESC, t.target_lang) = 1
)
SELECT a.article_id, md5_number_lower(concat_ws('|', a.content_sha256, a.extractor_version, p.engine_version, p.engine_settings)) AS grouped_key
FROM s
JOIN now AS a ON a.article_id = s.article_id AND a.content_sha256 = s.content_sha256
LEFT JOIN bridge AS p ON p.article_id = a.article_id AND p.content_sha256 = a.content_sha256
WHERE s.has_pivot = (p.article_id IS NOT NULL);
