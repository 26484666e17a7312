-- Which articles of these stories changed in these days, and which of them took a change back?
-- In: ids (of stories), since, until. Out: the fields of a brief's edit, oldest first.
WITH seen AS (
  SELECT article_id, version, content_sha256 FROM core.past_version
  UNION ALL
  SELECT article_id, version, content_sha256 FROM core.article
)
SELECT e.story_id::VARCHAR AS story_id, e.publisher, e.observed_at, e.change, e.change_reason AS reason, e.is_silent,
  EXISTS (
    SELECT 1 FROM seen AS n JOIN core.past_version AS p ON p.article_id = n.article_id AND p.content_sha256 = n.content_sha256
    WHERE n.article_id = e.article_id AND n.version = e.version AND p.version < e.version
  ) AS is_reversal,
  e.title_before, e.title_after, e.url
FROM edits AS e
WHERE e.observed_on BETWEEN $since AND $until AND e.story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
ORDER BY e.observed_at, e.url, e.version;
