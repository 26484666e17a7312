-- How much attention was there each day, counted in stories and not in copies?
-- For: researchers.
-- Edit: the days, both included.
SELECT published_on, split_part(lang, '-', 1) AS lang, count(*) AS n_articles, count(DISTINCT story_id) AS n_stories,
  round(count(*) / count(DISTINCT story_id), 2) AS articles_a_story
FROM articles
WHERE published_on BETWEEN DATE '2026-11-01' AND DATE '2026-11-30'
GROUP BY ALL
ORDER BY published_on, lang;
