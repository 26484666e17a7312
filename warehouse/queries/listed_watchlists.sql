-- Which watchlists did the last run look for?
-- Out: name.
SELECT name FROM core.watchlist WHERE is_listed ORDER BY name;
