-- Which articles may be of one story with these: through pairs that are alike or may be, through the stories they are in,
-- through what people joined?
-- In: ids, rule_version. Out: article_id.
WITH RECURSIVE edge AS MATERIALIZED (
  SELECT a_id AS one, b_id AS other FROM core.pair WHERE decision IN ('same_story', 'review') AND rule_version = $rule_version
  UNION ALL
  SELECT b_id, a_id FROM core.pair WHERE decision IN ('same_story', 'review') AND rule_version = $rule_version
  UNION ALL
  SELECT article_id, other_id FROM core.override WHERE other_id IS NOT NULL
  UNION ALL
  SELECT other_id, article_id FROM core.override WHERE other_id IS NOT NULL
  UNION ALL
  SELECT article_id, story_id FROM core.story_member
  UNION ALL
  SELECT story_id, article_id FROM core.story_member
),
family(id) AS (
  SELECT unnest(from_json_strict($ids, '["UUID"]'))
  UNION
  SELECT e.other FROM family AS f JOIN edge AS e ON e.one = f.id
)
SELECT a.article_id::VARCHAR AS article_id
FROM core.article AS a
WHERE a.article_id IN (SELECT id FROM family)
ORDER BY a.article_id;
