-- Which stories have an id that starts so?
-- In: start (of an id). Out: story_id, original_id, title.
SELECT s.story_id::VARCHAR AS story_id, s.original_id::VARCHAR AS original_id, o.title
FROM core.story AS s
LEFT JOIN core.article AS o ON o.article_id = s.original_id
WHERE s.status = 'open' AND starts_with(s.story_id::VARCHAR, $start)
ORDER BY s.first_published_at, s.story_id;
