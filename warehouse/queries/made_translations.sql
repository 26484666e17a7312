-- Of which of these articles can a translation be searched already?
-- In: ids (of articles), target_lang. Out: article_id.
SELECT DISTINCT article_id::VARCHAR
FROM core.search_doc
WHERE text_lang = $target_lang AND article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
