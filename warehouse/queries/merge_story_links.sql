-- Store links between stories; an equal one is left as it is.
-- In: rows (links, one a pair and relation), now, run_id.
MERGE INTO core.story_link AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
ON t.from_article_id = s.from_article_id::UUID AND t.to_article_id = s.to_article_id::UUID AND t.relation = s.relation
WHEN MATCHED AND (t.likeness, t.evidence, t.rule_version) IS DISTINCT FROM (s.likeness, s.evidence, s.rule_version)
THEN UPDATE SET
  likeness = s.likeness, evidence = s.evidence, rule_version = s.rule_version, updated_at = $now, run_id = $run_id::UUID
WHEN NOT MATCHED THEN INSERT
  (from_article_id, to_article_id, relation, likeness, evidence, rule_version, updated_at, run_id)
VALUES
  (s.from_article_id::UUID, s.to_article_id::UUID, s.relation, s.likeness, s.evidence, s.rule_version, $now, $run_id::UUID);
