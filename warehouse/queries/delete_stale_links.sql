-- Remove the links of these articles that the grouping no longer draws.
-- In: ids (articles grouped), kept (from, to and relation joined by a blank).
DELETE FROM core.story_link
WHERE (from_article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))) OR to_article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
  AND concat_ws(' ', from_article_id::VARCHAR, to_article_id::VARCHAR, relation) NOT IN (SELECT unnest(from_json_strict($kept, '["VARCHAR"]')));
