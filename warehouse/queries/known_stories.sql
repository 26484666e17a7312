-- Which of these stories are there?
-- In: ids (of stories). Out: story_id.
SELECT story_id::VARCHAR FROM core.story WHERE story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
