-- Which of these articles have a translation already, so that there may be a document of it to replace?
-- In: ids (of articles), target_lang. Out: article_id.
WITH wanted AS MATERIALIZED (SELECT $target_lang::VARCHAR AS lang), -- joined: as a filter it would be read of all
made AS MATERIALIZED (
  SELECT article_id, target_lang FROM core.translation
  WHERE rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
)
SELECT m.article_id::VARCHAR FROM made AS m JOIN wanted AS w ON w.lang = m.target_lang;
