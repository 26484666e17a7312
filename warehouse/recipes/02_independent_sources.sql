-- How many independent sources does each story have, behind how many articles?
-- For: researchers who must not count a copy as a voice.
-- Edit: since, until: days, both included.
WITH asked AS (SELECT DATE '2026-11-01' AS since, DATE '2026-11-30' AS until)
SELECT s.title, s.n_articles, s.n_publishers, s.n_owner_groups, s.n_independent_sources
FROM stories AS s
WHERE s.first_published_on BETWEEN (SELECT since FROM asked) AND (SELECT until FROM asked) AND s.n_articles > 1
ORDER BY s.n_articles DESC, s.n_independent_sources, s.title
LIMIT 10;
