-- What share of the articles, and how many stories, does each tier of outlets carry?
-- For: PR analysts.
-- Edit: the days, both included.
SELECT coalesce(tier, 'not said') AS tier, count(*) AS n_articles, count(DISTINCT story_id) AS n_stories,
  count(*) FILTER (relation = 'original') AS n_originals, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent_of_articles
FROM articles
WHERE published_on BETWEEN DATE '2026-11-01' AND DATE '2026-11-30'
GROUP BY ALL
ORDER BY n_articles DESC, tier;
