-- Which articles may want a translation: those that wait, and those that waited for a model that is there now?
-- In: target_lang, ready (source languages with a model). Out: the table `wanting`, for this session only.
CREATE OR REPLACE TEMP TABLE wanting AS
WITH ready AS (SELECT unnest(from_json_strict($ready, '["VARCHAR"]')) AS lang),
waiting AS MATERIALIZED (
  SELECT article_id FROM core.queue WHERE stage = 'translate'
  UNION
  SELECT article_id FROM core.translation
  WHERE status <> 'ok' AND target_lang = $target_lang
    AND (source_lang IN (SELECT lang FROM ready) OR split_part(source_lang, '-', 1) IN (SELECT lang FROM ready))
),
article AS MATERIALIZED (
  SELECT article_id, version, content_sha256, lang, title, first_seen_at FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM waiting))
),
made AS MATERIALIZED (
  SELECT article_id, content_sha256, status FROM core.translation
  WHERE target_lang = $target_lang
    AND rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM waiting))
)
SELECT a.*, t.status,
  a.lang = 'und' OR split_part(a.lang, '-', 1) = split_part($target_lang, '-', 1) AS needs_none,
  a.lang IN (SELECT lang FROM ready) OR split_part(a.lang, '-', 1) IN (SELECT lang FROM ready) AS is_ready
FROM article AS a
LEFT JOIN made AS t ON t.article_id = a.article_id AND t.content_sha256 = a.content_sha256;
