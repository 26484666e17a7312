-- Hand memberships that people confirmed back to the rules.
-- In: ids (of articles).
UPDATE core.story_member SET decided_by = 'rule'
WHERE decided_by = 'person' AND article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
