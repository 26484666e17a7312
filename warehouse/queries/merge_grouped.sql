-- Note the input on which the articles of `as_grouped` were grouped: the same is not grouped by the same rule again.
-- In: rule_version, now, run_id.
MERGE INTO core.grouped AS t
USING (
  WITH stored AS MATERIALIZED (
    SELECT article_id, content_key, rule_version FROM core.grouped
    WHERE rowid IN (SELECT rowid FROM core.grouped WHERE article_id IN (SELECT article_id FROM as_grouped))
  )
  SELECT a.article_id, a.content_key
  FROM as_grouped AS a
  LEFT JOIN stored AS t ON t.article_id = a.article_id
  WHERE t.article_id IS NULL OR t.rule_version <> $rule_version OR t.content_key <> a.content_key
) AS s
ON t.article_id = s.article_id
WHEN MATCHED THEN UPDATE SET content_key = s.content_key, rule_version = $rule_version, grouped_at = $now, run_id = $run_id::UUID
WHEN NOT MATCHED THEN INSERT (article_id, content_key, rule_version, grouped_at, run_id)
VALUES (s.article_id, s.content_key, $rule_version, $now, $run_id::UUID);
