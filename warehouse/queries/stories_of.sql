-- In which stories are these articles?
-- In: ids. Out: article_id, story_id.
SELECT article_id::VARCHAR, story_id::VARCHAR
FROM core.story_member
WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
