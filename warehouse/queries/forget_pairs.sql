-- Forget how articles compared with others in a language they are not in.
-- In: ids (of articles).
DELETE FROM core.pair
WHERE a_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))) OR b_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
