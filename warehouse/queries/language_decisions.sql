-- In which language are these articles, by a person's word?
-- In: ids (of articles). Out: article_id, lang, decided_by.
SELECT article_id::VARCHAR AS article_id, lang, decided_by
FROM core.override
WHERE decision = 'language' AND article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
