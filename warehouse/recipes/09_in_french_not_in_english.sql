-- What is told in French and not in English?
-- For: editors who look for stories.
-- Edit: since, until: days; here, not_there: languages.
WITH asked AS (SELECT DATE '2026-11-01' AS since, DATE '2026-11-30' AS until, 'fr' AS here, 'en' AS not_there)
SELECT s.title, s.n_articles, s.n_independent_sources, s.original_publisher, s.first_published_at
FROM stories AS s, asked AS q
WHERE s.first_published_on BETWEEN (SELECT since FROM asked) AND (SELECT until FROM asked)
  AND list_contains(list_transform(s.languages, lambda l: split_part(l, '-', 1)), q.here)
  AND NOT list_contains(list_transform(s.languages, lambda l: split_part(l, '-', 1)), q.not_there)
ORDER BY s.n_articles DESC, s.first_published_at, s.title
LIMIT 10;
