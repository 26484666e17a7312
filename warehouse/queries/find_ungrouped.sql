-- Which waiting articles has this rule not grouped as they are now? An article's input is its content, the extractor and
-- the translation it is compared by.
-- Articles are looked for among the newest first: all others are looked through for what is not there.
-- In: rule_version. Out: the table `waiting`, for this session only.
CREATE OR REPLACE TEMP TABLE waiting AS
WITH queued AS MATERIALIZED (SELECT article_id FROM core.queue WHERE stage = 'group'),
near AS MATERIALIZED (
  SELECT rowid AS place, article_id FROM core.article
  WHERE rowid >= (SELECT count(*) FROM core.article) - 50000 AND article_id IN (SELECT article_id FROM queued)
),
article AS MATERIALIZED (
  SELECT article_id, published_on, content_sha256, extractor_version FROM core.article
  WHERE rowid IN (
    SELECT place FROM near
    UNION ALL
    SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM queued ANTI JOIN near USING (article_id))
  )
),
engine AS MATERIALIZED (
  SELECT article_id, content_sha256, engine_version, engine_settings FROM core.translation
  WHERE status IN ('ok', 'gist') AND rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM queued))
  QUALIFY row_number() OVER (PARTITION BY article_id, content_sha256 ORDER BY translated_at DESC, target_lang) = 1
),
done AS MATERIALIZED (
  SELECT article_id, grouped_key FROM core.story_member
  WHERE grouped_by = $rule_version
    AND rowid IN (SELECT rowid FROM core.story_member WHERE article_id IN (SELECT article_id FROM queued))
)
SELECT a.article_id, a.published_on,
  d.grouped_key IS DISTINCT FROM md5_number_lower(concat_ws('|', a.content_sha256, a.extractor_version, p.engine_version, p.engine_settings)) AS is_new
FROM article AS a
LEFT JOIN engine AS p ON p.article_id = a.article_id AND p.content_sha256 = a.content_sha256
LEFT JOIN done AS d ON d.article_id = a.article_id;
