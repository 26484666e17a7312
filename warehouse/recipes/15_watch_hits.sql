-- What did my watchlists hit, by story, the original beside its translation?
-- For: PR analysts.
-- Edit: since which day; AND watchlist = 'museum' asks for one; quote, url and lang are there too. What they look for stands
-- in config/watchlists.toml.
SELECT watchlist, term, publisher, title, translated_title, n_articles
FROM watch_hits
WHERE published_on >= DATE '2026-11-01'
ORDER BY watchlist, n_independent_sources DESC, n_articles DESC, published_at, story_id;
