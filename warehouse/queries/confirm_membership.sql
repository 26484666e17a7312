-- Make a membership a person's own, with the relation and the parent the person gave.
-- In: rows (one override that confirms).
UPDATE core.story_member AS m
SET decided_by = 'person', updated_at = s.decided_at, relation = coalesce(s.relation, m.relation),
    parent_id = CASE WHEN s.relation = 'original' THEN NULL ELSE coalesce(s.other_id::UUID, m.parent_id) END
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE m.article_id = s.article_id::UUID;
