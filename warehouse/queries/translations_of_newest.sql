-- Which translations are there already of what these articles say now? One into the article's own language is none.
-- In: ids (of articles). Out: article_id, version, published_on, text_lang, title, body.
WITH now AS MATERIALIZED (
  SELECT article_id, version, published_on, content_sha256, lang FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
),
made AS MATERIALIZED (
  SELECT article_id, content_sha256, target_lang, title, body FROM core.translation
  WHERE status IN ('ok', 'lead_only') AND rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM now))
)
SELECT n.article_id::VARCHAR AS article_id, n.version, n.published_on, m.target_lang AS text_lang, m.title, m.body
FROM now AS n
JOIN made AS m ON m.article_id = n.article_id AND m.content_sha256 = n.content_sha256 AND m.target_lang <> n.lang;
