-- What is new since I last looked, a line a story?
-- For: PR analysts, every morning.
-- Edit: both dates: when you last looked, and its day.
SELECT s.title, s.n_articles, s.n_independent_sources, s.languages, s.original_publisher, s.first_published_at
FROM stories AS s
WHERE s.last_published_on >= DATE '2026-11-16' AND s.updated_at > TIMESTAMPTZ '2026-11-16 00:00:00+00'
ORDER BY s.n_articles DESC, s.first_published_at, s.title
LIMIT 10;
