-- Store who belongs where; an equal membership is left as it is, and so is every one that a person decided, unless what is
-- given honours that decision (it says decided_by person too): the story may have another name by now.
-- What is stored stands in `stored_member`, which find_members made; the MERGE goes by its rowid, and reads no id of the
-- others (-1: nothing is stored).
-- In: rows (memberships, one an article), now, run_id. Out: how many memberships were written.
MERGE INTO core.story_member AS t
USING (
  WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
  SELECT g.*, coalesce(t.place, -1) AS place FROM given AS g
  LEFT JOIN stored_member AS t ON t.article_id = g.article_id::UUID
  WHERE t.article_id IS NULL
    OR ((t.decided_by = 'rule' OR g.decided_by = 'person')
        AND (t.story_id, t.relation, t.parent_id, t.confidence, t.reasons, t.evidence, t.rule_version, t.decided_by)
            IS DISTINCT FROM
            (g.story_id::UUID, g.relation, g.parent_id::UUID, g.confidence, g.reasons, g.evidence, g.rule_version, g.decided_by))
) AS s
ON t.rowid = s.place
WHEN MATCHED THEN UPDATE SET
  story_id = s.story_id::UUID, relation = s.relation, parent_id = s.parent_id::UUID, confidence = s.confidence,
  reasons = s.reasons, evidence = s.evidence, rule_version = s.rule_version, decided_by = s.decided_by, updated_at = $now,
  run_id = $run_id::UUID
WHEN NOT MATCHED THEN INSERT
  (article_id, story_id, relation, parent_id, confidence, reasons, evidence, rule_version, decided_by, updated_at, run_id)
VALUES
  (s.article_id::UUID, s.story_id::UUID, s.relation, s.parent_id::UUID, s.confidence, s.reasons, s.evidence,
   s.rule_version, s.decided_by, $now, $run_id::UUID);
