-- Note the input on which articles were grouped, so that the same input is not grouped by the same rule again.
-- What changed since it was read (another content, a translation that came or went) is not noted: it is still new.
-- In: rows (article_id, content_sha256, has_pivot), rule_version, now, run_id.
MERGE INTO core.grouped AS t
USING (
  WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)),
  now AS MATERIALIZED (
    SELECT article_id, content_sha256, extractor_version FROM core.article
    WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id::UUID FROM s))
  ),
  stored AS MATERIALIZED (
    SELECT article_id, content_key, rule_version FROM core.grouped
    WHERE rowid IN (SELECT rowid FROM core.grouped WHERE article_id IN (SELECT article_id::UUID FROM s))
  ),
  bridge AS (
    SELECT t.article_id, t.content_sha256, t.engine_version
    FROM core.translation AS t
    WHERE t.status = 'ok'
      AND t.rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id::UUID FROM s))
    QUALIFY row_number() OVER (PARTITION BY t.article_id, t.content_sha256 ORDER BY t.translated_at DESC, t.target_lang) = 1
  )
  SELECT a.article_id, md5(concat_ws('|', a.content_sha256, a.extractor_version, p.engine_version)) AS content_key
  FROM s
  JOIN now AS a ON a.article_id = s.article_id::UUID AND a.content_sha256 = s.content_sha256
  LEFT JOIN bridge AS p ON p.article_id = a.article_id AND p.content_sha256 = a.content_sha256
  LEFT JOIN stored AS t ON t.article_id = a.article_id
  WHERE s.has_pivot = (p.article_id IS NOT NULL)
    AND (t.article_id IS NULL OR t.rule_version <> $rule_version
         OR t.content_key <> md5(concat_ws('|', a.content_sha256, a.extractor_version, p.engine_version)))
) AS s
ON t.article_id = s.article_id
WHEN MATCHED THEN UPDATE SET content_key = s.content_key, rule_version = $rule_version, grouped_at = $now, run_id = $run_id::UUID
WHEN NOT MATCHED THEN INSERT (article_id, content_key, rule_version, grouped_at, run_id)
VALUES (s.article_id, s.content_key, $rule_version, $now, $run_id::UUID);
