-- Store who belongs where; an equal membership is left as it is, and so is every one that a person decided.
-- In: rows (memberships, one an article), now, run_id. Out: a row for each membership that was written.
MERGE INTO core.story_member AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
ON t.article_id = s.article_id::UUID
WHEN MATCHED AND t.decided_by = 'rule'
  AND (t.story_id, t.relation, t.parent_id, t.confidence, t.reasons, t.evidence, t.rule_version)
      IS DISTINCT FROM (s.story_id::UUID, s.relation, s.parent_id::UUID, s.confidence, s.reasons, s.evidence, s.rule_version)
THEN UPDATE SET
  story_id = s.story_id::UUID, relation = s.relation, parent_id = s.parent_id::UUID, confidence = s.confidence,
  reasons = s.reasons, evidence = s.evidence, rule_version = s.rule_version, updated_at = $now, run_id = $run_id::UUID
WHEN NOT MATCHED THEN INSERT
  (article_id, story_id, relation, parent_id, confidence, reasons, evidence, rule_version, decided_by, updated_at, run_id)
VALUES
  (s.article_id::UUID, s.story_id::UUID, s.relation, s.parent_id::UUID, s.confidence, s.reasons, s.evidence,
   s.rule_version, 'rule', $now, $run_id::UUID)
RETURNING merge_action;
