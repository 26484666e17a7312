-- Which pairs that this rule compared have one of these articles in them?
-- In: ids, rule_version. Out: every field of a pair.
SELECT a_id, b_id, decision, likeness, is_cross_language, features, rule_version, content_key
FROM core.pair
WHERE rule_version = $rule_version
  AND (a_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))) OR b_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
ORDER BY a_id, b_id;
