-- Let articles be new to the grouping.
-- In: ids (of articles).
UPDATE core.story_member SET grouped_key = NULL
WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
