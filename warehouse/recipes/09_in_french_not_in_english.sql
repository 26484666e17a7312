-- What is told in French and not in English?
-- For: editors who look for stories.
-- Edit: the days, both included; 'fr' and 'en': the language it is told in, and the one it is not.
SELECT s.title, s.n_articles, s.n_independent_sources, s.original_publisher, s.first_published_at
FROM stories AS s
WHERE s.first_published_on BETWEEN DATE '2026-11-01' AND DATE '2026-11-30'
  AND list_contains(list_transform(s.languages, lambda l: split_part(l, '-', 1)), 'fr')
  AND NOT list_contains(list_transform(s.languages, lambda l: split_part(l, '-', 1)), 'en')
ORDER BY s.n_articles DESC, s.first_published_at, s.title
LIMIT 10;
