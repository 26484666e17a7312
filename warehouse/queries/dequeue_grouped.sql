-- Let articles wait to be grouped no more that this rule has grouped as they are now.
-- In: rule_version.
DELETE FROM core.queue
WHERE stage = 'group' AND article_id IN (
  WITH waiting AS MATERIALIZED (SELECT article_id FROM core.queue WHERE stage = 'group'),
  done AS MATERIALIZED (
    SELECT article_id, content_key FROM core.grouped
    WHERE rule_version = $rule_version AND article_id IN (SELECT article_id FROM waiting)
  ),
  now AS MATERIALIZED (
    SELECT article_id, content_sha256, extractor_version FROM core.article
    WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM waiting))
  ),
  engine AS MATERIALIZED (
    SELECT article_id, content_sha256, engine_version FROM core.translation
    WHERE status = 'ok' AND rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM waiting))
    QUALIFY row_number() OVER (PARTITION BY article_id, content_sha256 ORDER BY translated_at DESC, target_lang) = 1
  )
  SELECT n.article_id
  FROM now AS n
  JOIN done AS d ON d.article_id = n.article_id
  LEFT JOIN engine AS p ON p.article_id = n.article_id AND p.content_sha256 = n.content_sha256
  WHERE d.content_key = md5(concat_ws('|', n.content_sha256, n.extractor_version, p.engine_version))
);
