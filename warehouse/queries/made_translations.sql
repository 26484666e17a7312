-- Which of these articles have a translation that was made?
-- In: ids (of articles), target_lang. Out: article_id.
SELECT DISTINCT article_id::VARCHAR
FROM core.translation
WHERE status = 'ok' AND target_lang = $target_lang
  AND rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))));
