-- What is stored of these stories?
-- Their rows are found by rowid: those of all would be read else.
-- In: ids (of stories). Out: the table `stored_story`, for this session only.
CREATE OR REPLACE TEMP TABLE stored_story AS
SELECT rowid AS place, story_id, original_id, status, merged_into, n_articles, n_publishers, n_owner_groups,
  n_independent_sources, languages, first_published_at, last_published_at, first_published_on, last_published_on
FROM core.story
WHERE rowid IN (SELECT rowid FROM core.story WHERE story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))));
