-- Where are these articles grouped now, and by whom?
-- Their rows are found by rowid: those of all would be read else.
-- In: ids. Out: the table `stored_member`, for this session only.
CREATE OR REPLACE TEMP TABLE stored_member AS
SELECT rowid AS place, article_id, story_id, relation, parent_id, confidence, reasons, evidence, rule_version, decided_by
FROM core.story_member
WHERE rowid IN (SELECT rowid FROM core.story_member WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))));
