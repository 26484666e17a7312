-- How many of these stories are there?
-- In: ids (of stories). Out: their number.
SELECT count(*) FROM core.story WHERE story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
