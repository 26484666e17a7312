-- Which outlets live on the work of others?
-- For: media researchers.
-- Edit: the days, both included.
SELECT publisher, count(*) AS n_articles, count(*) FILTER (relation <> 'original') AS n_made_from_others,
  round(100.0 * count(*) FILTER (relation <> 'original') / count(*), 1) AS percent,
  count(*) FILTER (relation IN ('translation', 'abridged_translation', 'adaptation', 'machine_retranslation', 'abridged_retranslation')) AS n_translated
FROM articles
WHERE published_on BETWEEN DATE '2026-11-01' AND DATE '2026-11-30'
GROUP BY publisher
HAVING n_made_from_others > 0
ORDER BY percent DESC, publisher;
