-- Bring stories up to their members. The original is the member without a parent that comes first.
-- An independent source is an owner group that told the story by itself: an original, or a text of its own that follows
-- no other. Copies, translations, adaptations and retranslations add none; a story has one at least, seen or not.
-- What is counted once is gathered in lists: DuckDB makes a hash table of megabytes for each DISTINCT, for fifty rows too.
-- What is stored stands in `stored_story`, which find_stories made; the MERGE goes by its rowid, and reads no id of the
-- others (-1: nothing is stored).
-- In: ids (of stories), now, run_id.
MERGE INTO core.story AS t
USING (
  WITH member AS MATERIALIZED (
    SELECT story_id, article_id, parent_id, relation FROM core.story_member
    WHERE rowid IN (SELECT rowid FROM core.story_member WHERE story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
  ),
  told AS MATERIALIZED (
    SELECT article_id, url, published_at, published_on, first_seen_at, lang, publisher,
      coalesce(nullif(owner_group, ''), nullif(publisher, ''), host) AS owner
    FROM core.article
    WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM member))
  ),
  brought AS (
  SELECT m.story_id, count(*)::INTEGER AS n_articles,
    arg_min(a.article_id, (m.parent_id IS NOT NULL, m.relation <> 'original', coalesce(a.published_at, a.first_seen_at), a.url))
      AS original_id,
    min(a.published_at) AS first_published_at, nullif(max(a.published_at), min(a.published_at)) AS last_published_at,
    min(a.published_on) AS first_published_on, max(a.published_on) AS last_published_on,
    len(list_distinct(list(a.publisher)))::INTEGER AS n_publishers, len(list_distinct(list(a.owner)))::INTEGER AS n_owner_groups,
    greatest(1, len(list_distinct(list(a.owner) FILTER (WHERE m.parent_id IS NULL AND m.relation IN ('original', 'rewritten_copy')))))::INTEGER
      AS n_independent_sources,
    list_sort(list_distinct(list(a.lang))) AS languages
  FROM member AS m
  JOIN told AS a ON a.article_id = m.article_id
  GROUP BY m.story_id
  )
  SELECT b.*, coalesce(t.place, -1) AS place FROM brought AS b
  LEFT JOIN stored_story AS t ON t.story_id = b.story_id
  WHERE t.story_id IS NULL
    OR (t.original_id, t.status, t.merged_into, t.n_articles, t.n_publishers, t.n_owner_groups,
        t.n_independent_sources, t.languages, t.first_published_at, t.last_published_at, t.first_published_on,
        t.last_published_on)
       IS DISTINCT FROM
       (b.original_id, 'open', NULL::UUID, b.n_articles, b.n_publishers, b.n_owner_groups,
        b.n_independent_sources, b.languages, b.first_published_at, b.last_published_at, b.first_published_on,
        b.last_published_on)
) AS s
ON t.rowid = s.place
WHEN MATCHED THEN UPDATE SET
  original_id = s.original_id, status = 'open', merged_into = NULL, n_articles = s.n_articles,
  n_publishers = s.n_publishers, n_owner_groups = s.n_owner_groups, n_independent_sources = s.n_independent_sources,
  languages = s.languages, first_published_at = s.first_published_at, last_published_at = s.last_published_at,
  first_published_on = s.first_published_on, last_published_on = s.last_published_on, updated_at = $now,
  run_id = $run_id::UUID
WHEN NOT MATCHED THEN INSERT
  (story_id, original_id, status, merged_into, n_articles, n_publishers, n_owner_groups, n_independent_sources,
   languages, first_published_at, last_published_at, first_published_on, last_published_on, created_at, run_id)
VALUES
  (s.story_id, s.original_id, 'open', NULL, s.n_articles, s.n_publishers, s.n_owner_groups,
   s.n_independent_sources, s.languages, s.first_published_at, s.last_published_at, s.first_published_on,
   s.last_published_on, $now, $run_id::UUID);
