-- What do the contents say that are about to be replaced?
-- In: ids (of articles). Out: article_id, version, title, body.
SELECT a.article_id::VARCHAR, a.version, a.title, t.body
FROM core.article AS a
JOIN core.article_text AS t ON t.article_id = a.article_id AND t.version = a.version
WHERE a.article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
