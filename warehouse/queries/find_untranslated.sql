-- Which articles may want a translation: those that wait, and those that waited for a model that is there now?
-- A lead waits for its body. What was made another way than it would be made today is wanted only where that is asked for.
-- Articles are looked for among the newest first: all others are looked through for what is not there.
-- In: target_lang, ready (lang, engine, engine_version, engine_settings, is_gist: one of each language that can be
-- translated). Out: the table `wanting`, for this session only.
CREATE OR REPLACE TEMP TABLE wanting AS
WITH ready AS MATERIALIZED (
  SELECT unnest(from_json_strict($ready,
    '[{"lang": "VARCHAR", "engine": "VARCHAR", "engine_version": "VARCHAR", "engine_settings": "VARCHAR", "is_gist": "BOOLEAN"}]'),
    max_depth := 2)
),
wanted AS MATERIALIZED (SELECT $target_lang::VARCHAR AS lang), -- joined: as a filter it would be read of all
waiting AS MATERIALIZED (
  SELECT article_id FROM core.queue WHERE stage = 'translate'
  UNION ALL
  SELECT t.article_id FROM core.translation AS t
  JOIN ready AS r ON r.lang = split_part(t.source_lang, '-', 1)
  WHERE t.target_lang = $target_lang AND t.status IN ('pending_model', 'lead', 'gist') -- few: read before they are joined
    AND (t.status <> 'gist' OR NOT r.is_gist)
),
near AS MATERIALIZED (
  SELECT rowid AS place, article_id FROM core.article
  WHERE rowid >= (SELECT count(*) FROM core.article) - 50000 AND article_id IN (SELECT article_id FROM waiting)
),
article AS MATERIALIZED (
  SELECT article_id, version, content_sha256, lang, title, first_seen_at, published_on FROM core.article
  WHERE rowid IN (
    SELECT place FROM near
    UNION ALL
    SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM waiting ANTI JOIN near USING (article_id))
  )
),
made AS MATERIALIZED (
  SELECT article_id, content_sha256, target_lang, status, engine, engine_version, engine_settings FROM core.translation
  WHERE rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM waiting))
)
SELECT a.*, t.status,
  a.lang = 'und' OR split_part(a.lang, '-', 1) = split_part($target_lang, '-', 1) AS needs_none,
  r.lang IS NOT NULL AS is_ready,
  coalesce(r.is_gist, FALSE) AS is_gist,
  (t.engine, t.engine_version, coalesce(t.engine_settings, ''))
    IS DISTINCT FROM (r.engine, r.engine_version, r.engine_settings) AS is_outdated
FROM article AS a
CROSS JOIN wanted AS w
LEFT JOIN made AS t ON t.article_id = a.article_id AND t.content_sha256 = a.content_sha256 AND t.target_lang = w.lang
LEFT JOIN ready AS r ON r.lang = split_part(a.lang, '-', 1);
