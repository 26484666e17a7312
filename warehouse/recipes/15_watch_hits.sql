-- What did my watchlist hit, by story, the original beside its translation?
-- For: PR analysts.
-- Edit: the words of each line: every one must stand in the text or its translation; since: a day, also of the translations.
WITH hit AS (
  SELECT 'Sorafe' AS watch, * FROM search('sorafe', since := DATE '2026-11-01')
  UNION ALL
  SELECT 'Kelido', * FROM search('kelido', since := DATE '2026-11-01')
  UNION ALL
  SELECT 'electric cars', * FROM search('voitures électriques', since := DATE '2026-11-01')
  UNION ALL
  SELECT 'electric cars', * FROM search('electric cars', since := DATE '2026-11-01')
),
best AS (SELECT DISTINCT ON (watch, article_id) * FROM hit ORDER BY watch, article_id, score DESC),
told AS (
  SELECT article_id, translated_title FROM translations
  WHERE status = 'ok' AND published_on >= DATE '2026-11-01' AND article_id IN (SELECT article_id FROM hit)
)
SELECT b.watch, b.publisher, b.lang, b.title, t.translated_title
FROM best AS b
LEFT JOIN told AS t ON t.article_id = b.article_id
ORDER BY b.watch, max(b.score) OVER (PARTITION BY b.watch, b.story_id) DESC, b.story_id, b.published_at, b.url;
