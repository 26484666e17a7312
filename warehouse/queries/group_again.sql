-- Let these articles be grouped again: what is compared of them changed.
-- In: ids.
UPDATE core.story_member SET grouped_key = NULL
WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
