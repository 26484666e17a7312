-- Drop the hits of articles looked at now that are none any more.
DELETE FROM core.watch_hit
WHERE article_id IN (SELECT article_id FROM watch_given)
  AND (watchlist IN (SELECT watchlist FROM watch_term WHERE is_changed)
    OR (watchlist IN (SELECT watchlist FROM watch_term) AND article_id IN (SELECT article_id FROM watch_given WHERE is_waiting)))
  AND concat(watchlist, ' ', article_id) NOT IN (SELECT concat(watchlist, ' ', article_id) FROM watch_match);
