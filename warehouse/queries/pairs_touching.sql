-- Which pairs that this rule compared have one of these articles in them? Their rows are found by rowid: all of them would be
-- read whole else.
-- Its features leave as two lists: a map costs Python 30 µs.
-- In: ids, rule_version. Out: a_id, b_id, decision, likeness, is_cross_language, names and values of features, content_key.
WITH asked AS MATERIALIZED (SELECT unnest(from_json_strict($ids, '["UUID"]')) AS article_id)
SELECT
  a_id::VARCHAR, b_id::VARCHAR, decision, likeness, is_cross_language, map_keys(features), map_values(features), content_key
FROM core.pair
WHERE rule_version = $rule_version
  AND rowid IN (
    SELECT rowid FROM core.pair WHERE a_id IN (SELECT article_id FROM asked)
    UNION ALL
    SELECT rowid FROM core.pair WHERE b_id IN (SELECT article_id FROM asked))
ORDER BY a_id, b_id;
