-- What is new since I last looked, a line a story?
-- For: PR analysts, every morning.
-- Edit: since: when you last looked.
WITH asked AS (SELECT TIMESTAMPTZ '2026-11-16 00:00:00+00' AS since)
SELECT s.title, s.n_articles, s.n_independent_sources, s.languages, s.original_publisher, s.first_published_at
FROM stories AS s
WHERE s.last_published_on >= (SELECT since::DATE FROM asked) AND s.updated_at > (SELECT since FROM asked)
ORDER BY s.n_articles DESC, s.first_published_at, s.title
LIMIT 10;
