-- What do these articles say now?
-- In: ids (of articles). Out: article_id, version, published_on, text_lang, title, body.
WITH now AS MATERIALIZED (
  SELECT article_id, version, published_on, lang, title FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
),
text AS MATERIALIZED (
  SELECT article_id, version, body FROM core.article_text
  WHERE rowid IN (SELECT rowid FROM core.article_text WHERE article_id IN (SELECT article_id FROM now))
)
SELECT n.article_id::VARCHAR AS article_id, n.version, n.published_on, n.lang AS text_lang, n.title, x.body
FROM now AS n
JOIN text AS x ON x.article_id = n.article_id AND x.version = n.version;
