-- Which of these stories did watchlists hit, by an article of these days or before?
-- In: ids (of stories), until. Out: the fields of a hit.
SELECT watchlist, story_id, title, lang, translated_title, n_articles, n_publishers, n_independent_sources, term, field, rendition,
  quote, publisher, published_at, url
FROM watch_hits
WHERE story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))) AND published_on <= $until
ORDER BY watchlist;
