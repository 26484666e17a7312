-- Keep what a person decided, once.
-- In: rows (one override).
INSERT INTO core.override BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.* FROM s
WHERE NOT EXISTS (
  SELECT 1 FROM core.override AS o
  WHERE o.article_id = s.article_id::UUID AND o.decision = s.decision AND o.other_id IS NOT DISTINCT FROM s.other_id::UUID);
