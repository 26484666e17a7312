-- Store compared pairs; one that was compared on the same contents by the same rule is left as it is.
-- What is stored is found and compared in the source; the MERGE goes by its rowid (-1: there is none, and none
-- is read), and reads no id of the others.
-- In: rows (pairs; of the features, the values), feature_names (of all of them), now.
MERGE INTO core.pair AS t
USING (
  WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)),
  stored AS (
    SELECT rowid AS place, a_id, b_id, content_key, rule_version, decision, likeness FROM core.pair
    WHERE rowid IN (SELECT rowid FROM core.pair WHERE a_id IN (SELECT a_id FROM given))
  )
  SELECT coalesce(t.place, -1) AS place, s.a_id, s.b_id, s.decision, s.likeness, s.is_cross_language,
    map(from_json_strict($feature_names, '["VARCHAR"]'), s.feature_values) AS features, s.rule_version, s.content_key
  FROM given AS s
  LEFT JOIN stored AS t ON t.a_id = s.a_id AND t.b_id = s.b_id
  WHERE t.a_id IS NULL OR t.content_key <> s.content_key OR t.rule_version <> s.rule_version OR t.decision <> s.decision
    OR t.likeness <> s.likeness
) AS s
ON t.rowid = s.place
WHEN MATCHED THEN UPDATE SET
  decision = s.decision, likeness = s.likeness, is_cross_language = s.is_cross_language, features = s.features,
  rule_version = s.rule_version, content_key = s.content_key, compared_at = $now
WHEN NOT MATCHED THEN INSERT
  (a_id, b_id, decision, likeness, is_cross_language, features, rule_version, content_key, compared_at)
VALUES
  (s.a_id, s.b_id, s.decision, s.likeness, s.is_cross_language, s.features, s.rule_version, s.content_key, $now);
