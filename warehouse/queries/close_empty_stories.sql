-- Close the stories that lost all their articles; they were merged into the one that most of those went to.
-- In: rows (story_id, merged_into or NULL), now, run_id.
UPDATE core.story AS t
SET status = CASE WHEN s.merged_into IS NULL THEN 'closed' ELSE 'merged' END, merged_into = s.merged_into::UUID,
    n_articles = 0, n_publishers = 0, n_owner_groups = 0, n_independent_sources = 0, languages = [], updated_at = $now, run_id = $run_id::UUID
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE t.story_id = s.story_id::UUID AND t.status = 'open'
  AND NOT EXISTS (SELECT 1 FROM core.story_member AS m WHERE m.story_id = t.story_id);
