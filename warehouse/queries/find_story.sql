-- Which story does a person mean?
-- In: key (an id or an address as typed), start (NULL, or the start of a story id). Out: the stories it may be.
SELECT s.story_id, s.title, s.n_independent_sources
FROM stories AS s
WHERE starts_with(s.story_id::VARCHAR, $start)
   OR s.story_id IN (
     SELECT m.story_id FROM story_articles AS m
     WHERE m.article_id::VARCHAR = lower($key) OR m.url = $key OR rtrim(m.url, '/') = rtrim($key, '/'))
ORDER BY s.first_published_at, s.story_id;
