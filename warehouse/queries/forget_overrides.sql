-- Forget decisions of people: taken back, or replaced by later ones.
-- In: rows (article_id, decision, other_id).
DELETE FROM core.override AS o
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE o.article_id = s.article_id::UUID AND o.decision = s.decision AND o.other_id IS NOT DISTINCT FROM s.other_id::UUID;
