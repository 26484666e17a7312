-- Forget translations that were made, or wait, from another language than the article has now.
-- In: ids (of articles).
DELETE FROM core.translation AS t
USING core.article AS a
WHERE a.article_id = t.article_id AND split_part(t.source_lang, '-', 1) <> split_part(a.lang, '-', 1)
  AND t.article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
