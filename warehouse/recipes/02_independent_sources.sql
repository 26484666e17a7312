-- How many independent sources does each story have, behind how many articles?
-- For: researchers who must not count a copy as a voice.
-- Edit: the days, both included.
SELECT s.title, s.n_articles, s.n_publishers, s.n_owner_groups, s.n_independent_sources
FROM stories AS s
WHERE s.first_published_on BETWEEN DATE '2026-11-01' AND DATE '2026-11-30' AND s.n_articles > 1
ORDER BY s.n_articles DESC, s.n_independent_sources, s.title
LIMIT 10;
