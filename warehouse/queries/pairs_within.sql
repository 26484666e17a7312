-- Which pairs of these articles were compared?
-- In: ids. Out: every field of a pair.
SELECT a_id, b_id, decision, likeness, is_cross_language, features, rule_version, content_key
FROM core.pair
WHERE a_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))) AND b_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
ORDER BY a_id, b_id;
