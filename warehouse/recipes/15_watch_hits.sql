-- What did my watchlist hit, by story, the original beside its translation?
-- For: PR analysts.
-- Edit: the words of each line: every one must stand in the text or its translation; since: a day.
WITH hit AS (
  SELECT 'licences' AS watch, story_id, article_id, score FROM search('licence', since := DATE '2026-11-01')
  UNION ALL
  SELECT 'museum', story_id, article_id, score FROM search('musée', since := DATE '2026-11-01')
  UNION ALL
  SELECT 'museum', story_id, article_id, score FROM search('museum', since := DATE '2026-11-01')
),
best AS (SELECT watch, story_id, article_id, max(score) AS score FROM hit GROUP BY watch, story_id, article_id)
SELECT b.watch, a.publisher, a.lang, a.title, t.translated_title
FROM best AS b
JOIN articles AS a ON a.article_id = b.article_id
LEFT JOIN translations AS t ON t.article_id = b.article_id AND t.status = 'ok'
ORDER BY b.watch, max(b.score) OVER (PARTITION BY b.watch, b.story_id) DESC, b.story_id, a.published_at, a.url;
