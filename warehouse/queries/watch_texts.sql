-- Fold the texts of the articles of `watch_given`: each article in its newest version, and its translations.
-- Out: the table `watch_text`, for this session only.
CREATE OR REPLACE TEMP TABLE watch_text AS
WITH article AS MATERIALIZED (
  SELECT article_id, version, content_sha256, lang, title, lead FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM watch_given))
),
text AS MATERIALIZED (
  SELECT article_id, version, body FROM core.article_text
  WHERE rowid IN (SELECT rowid FROM core.article_text WHERE article_id IN (SELECT article_id FROM watch_given))
),
told AS MATERIALIZED (
  SELECT article_id, content_sha256, target_lang, title, body FROM core.translation
  WHERE status = 'ok' AND rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM watch_given))
),
feeds AS (
  SELECT e.article_id, list(DISTINCT f.name) AS feeds FROM core.feed_entry AS e JOIN core.feed AS f ON f.feed_id = e.feed_id
  WHERE e.article_id IN (SELECT article_id FROM watch_given)
  GROUP BY e.article_id
),
rendition AS (
  SELECT a.article_id, a.lang, 'original' AS rendition, a.lang AS text_lang, a.title, a.lead, x.body
  FROM article AS a JOIN text AS x ON x.article_id = a.article_id AND x.version = a.version
  UNION ALL
  SELECT a.article_id, a.lang, 'translation', t.target_lang, t.title, '', t.body
  FROM article AS a JOIN told AS t ON t.article_id = a.article_id AND t.content_sha256 = a.content_sha256
)
SELECT r.article_id, g.is_waiting, r.lang, r.rendition, r.text_lang, r.title, r.lead, r.body, coalesce(f.feeds, []) AS feeds,
  wording(r.title) AS title_said, wording(r.lead) AS lead_said, wording(r.body) AS body_said
FROM rendition AS r
JOIN watch_given AS g ON g.article_id = r.article_id
LEFT JOIN feeds AS f ON f.article_id = r.article_id;
