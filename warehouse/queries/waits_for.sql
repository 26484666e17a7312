-- Which of these articles wait for one of these stages?
-- In: ids (of articles), stages. Out: article_id, stage.
SELECT article_id::VARCHAR, stage
FROM core.queue
WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
  AND stage IN (SELECT unnest(from_json_strict($stages, '["VARCHAR"]')));
