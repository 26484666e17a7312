-- The counts of the stories there are: see the file before.

UPDATE core.story AS t
SET n_publishers = c.n_publishers, n_owner_groups = c.n_owner_groups, n_independent_sources = c.n_independent_sources,
  languages = c.languages
FROM (
  SELECT m.story_id, count(DISTINCT a.publisher)::INTEGER AS n_publishers,
    count(DISTINCT coalesce(nullif(a.owner_group, ''), nullif(a.publisher, ''), a.host))::INTEGER AS n_owner_groups,
    greatest(1, count(DISTINCT coalesce(nullif(a.owner_group, ''), nullif(a.publisher, ''), a.host))
      FILTER (WHERE m.parent_id IS NULL AND m.relation IN ('original', 'rewritten_copy')))::INTEGER AS n_independent_sources,
    list_sort(list(DISTINCT a.lang)) AS languages
  FROM core.story_member AS m JOIN core.article AS a ON a.article_id = m.article_id
  GROUP BY m.story_id
) AS c
WHERE c.story_id = t.story_id;
