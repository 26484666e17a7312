-- Forget the doubtful sentences of translations that were forgotten.
-- In: ids (of articles).
DELETE FROM core.doubtful_sentence AS s
WHERE s.article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
  AND NOT EXISTS (
    SELECT 1 FROM core.translation AS t
    WHERE t.article_id = s.article_id AND t.content_sha256 = s.content_sha256 AND t.target_lang = s.target_lang);
