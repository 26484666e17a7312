-- Of which stories did something happen in these days: an article published, or found late; a change seen; stories joined?
-- In: since, until (both included), late_days. Out: the fields of a brief's story, but for those of its articles.
WITH touched AS (
  SELECT m.story_id
  FROM core.article AS a
  JOIN core.story_member AS m ON m.article_id = a.article_id
  WHERE a.published_on BETWEEN $since AND $until
    OR (a.published_on BETWEEN $since - $late_days::INTEGER AND $until AND (a.first_seen_at AT TIME ZONE 'UTC')::DATE BETWEEN $since AND $until)
  UNION
  SELECT story_id FROM edits WHERE observed_on BETWEEN $since AND $until
  UNION
  SELECT merged_into FROM core.story
  WHERE status = 'merged' AND (updated_at AT TIME ZONE 'UTC')::DATE BETWEEN $since AND $until
),
told AS (
  SELECT t.article_id, t.content_sha256, arg_max(t.title, t.translated_at) AS title
  FROM core.translation AS t
  WHERE t.status = 'ok'
    AND t.article_id IN (SELECT original_id FROM core.story WHERE story_id IN (SELECT story_id FROM touched))
  GROUP BY t.article_id, t.content_sha256
),
absorbed AS (
  SELECT s.merged_into AS story_id, list(o.title ORDER BY o.title) AS titles
  FROM core.story AS s
  JOIN core.article AS o ON o.article_id = s.original_id
  WHERE s.status = 'merged' AND (s.updated_at AT TIME ZONE 'UTC')::DATE BETWEEN $since AND $until
  GROUP BY s.merged_into
)
SELECT s.story_id::VARCHAR AS story_id, o.title, o.lang, o.url, t.title AS translated_title,
  coalesce(a.titles, []) AS absorbed
FROM core.story AS s
JOIN core.article AS o ON o.article_id = s.original_id
LEFT JOIN told AS t ON t.article_id = o.article_id AND t.content_sha256 = o.content_sha256
LEFT JOIN absorbed AS a ON a.story_id = s.story_id
WHERE s.status = 'open' AND s.story_id IN (SELECT story_id FROM touched)
ORDER BY s.first_published_at NULLS LAST, s.story_id;
