-- Bring stories up to their members. The original is the member without a parent that comes first; the title is its.
-- What is stored is compared in the source, found by rowid: compared in the MERGE it would be read whole.
-- In: ids (of stories), now, run_id.
MERGE INTO core.story AS t
USING (
  WITH member AS MATERIALIZED (
    SELECT story_id, article_id, parent_id, relation FROM core.story_member
    WHERE rowid IN (SELECT rowid FROM core.story_member WHERE story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
  ),
  told AS MATERIALIZED (
    SELECT article_id, title, url, published_at, published_on, first_seen_at FROM core.article
    WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM member))
  ),
  stored AS MATERIALIZED (
    SELECT story_id, title, original_id, status, merged_into, n_articles, first_published_at, last_published_at,
      first_published_on, last_published_on
    FROM core.story
    WHERE rowid IN (SELECT rowid FROM core.story WHERE story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
  ),
  brought AS (
  SELECT m.story_id, count(*)::INTEGER AS n_articles,
    arg_min(a.article_id, (m.parent_id IS NOT NULL, m.relation <> 'original', coalesce(a.published_at, a.first_seen_at), a.url))
      AS original_id,
    arg_min(a.title, (m.parent_id IS NOT NULL, m.relation <> 'original', coalesce(a.published_at, a.first_seen_at), a.url))
      AS title,
    min(a.published_at) AS first_published_at, max(a.published_at) AS last_published_at,
    min(a.published_on) AS first_published_on, max(a.published_on) AS last_published_on
  FROM member AS m
  JOIN told AS a ON a.article_id = m.article_id
  GROUP BY m.story_id
  )
  SELECT b.* FROM brought AS b
  LEFT JOIN stored AS t ON t.story_id = b.story_id
  WHERE t.story_id IS NULL
    OR (t.title, t.original_id, t.status, t.merged_into, t.n_articles, t.first_published_at, t.last_published_at,
        t.first_published_on, t.last_published_on)
       IS DISTINCT FROM
       (b.title, b.original_id, 'open', NULL::UUID, b.n_articles, b.first_published_at, b.last_published_at,
        b.first_published_on, b.last_published_on)
) AS s
ON t.story_id = s.story_id
WHEN MATCHED THEN UPDATE SET
  title = s.title, original_id = s.original_id, status = 'open', merged_into = NULL, n_articles = s.n_articles,
  first_published_at = s.first_published_at, last_published_at = s.last_published_at,
  first_published_on = s.first_published_on, last_published_on = s.last_published_on, updated_at = $now,
  run_id = $run_id::UUID
WHEN NOT MATCHED THEN INSERT
  (story_id, title, original_id, status, merged_into, n_articles, first_published_at, last_published_at,
   first_published_on, last_published_on, created_at, updated_at, run_id)
VALUES
  (s.story_id, s.title, s.original_id, 'open', NULL, s.n_articles, s.first_published_at, s.last_published_at,
   s.first_published_on, s.last_published_on, $now, $now, $run_id::UUID);
