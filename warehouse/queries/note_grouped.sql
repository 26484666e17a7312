-- Note the input on which the articles of `as_grouped` were grouped: the same is not grouped by the same rule again.
-- Their rows are found by rowid: the inputs of all would be read else.
-- In: rule_version.
UPDATE core.story_member AS m
SET grouped_key = s.grouped_key, grouped_by = $rule_version
FROM (
  WITH stored AS MATERIALIZED (
    SELECT rowid AS place, article_id, grouped_key, grouped_by FROM core.story_member
    WHERE rowid IN (SELECT rowid FROM core.story_member WHERE article_id IN (SELECT article_id FROM as_grouped))
  )
  SELECT m.place, a.grouped_key FROM stored AS m
  JOIN as_grouped AS a ON a.article_id = m.article_id
  WHERE m.grouped_key IS DISTINCT FROM a.grouped_key OR m.grouped_by IS DISTINCT FROM $rule_version
) AS s
WHERE m.rowid = s.place;
