-- How many of `watch_match` are hits that there were not before?
SELECT count(*) FROM watch_match AS f ANTI JOIN core.watch_hit AS h ON h.watchlist = f.watchlist AND h.article_id = f.article_id;
