-- Which stories that watchlists hit was this address not told of, that have a hit published in these days?
-- An article that an alert spoke for speaks for its story of today, whatever became of the one of then.
-- In: address_id, since. Out: the fields of a hit, by watchlist, then date.
WITH due AS (
  SELECT h.watchlist, m.story_id
  FROM core.watch_hit AS h
  JOIN core.story_member AS m ON m.article_id = h.article_id
  JOIN core.article AS a ON a.article_id = h.article_id
  GROUP BY h.watchlist, m.story_id
  HAVING max(a.published_on) >= $since
),
told AS (
  SELECT DISTINCT l.watchlist, m.story_id
  FROM core.watch_alert AS l
  JOIN core.story_member AS m ON m.article_id = l.article_id
  WHERE l.address_id = $address_id
)
SELECT w.watchlist, w.story_id, w.title, w.lang, w.translated_title, w.n_articles, w.n_publishers, w.n_independent_sources, w.term,
  w.field, w.rendition, w.quote, w.publisher, w.published_at, w.url
FROM watch_hits AS w
JOIN due AS d ON d.watchlist = w.watchlist AND d.story_id = w.story_id
ANTI JOIN told AS t ON t.watchlist = w.watchlist AND t.story_id = w.story_id
ORDER BY w.watchlist, w.published_at NULLS LAST, w.url;
