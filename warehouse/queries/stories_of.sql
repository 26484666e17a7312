-- In which stories are these articles? What is read of their rows is read by rowid: both ids of all would be read else.
-- In: ids. Out: article_id, story_id.
SELECT article_id::VARCHAR, story_id::VARCHAR
FROM core.story_member
WHERE rowid IN (SELECT rowid FROM core.story_member WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))));
