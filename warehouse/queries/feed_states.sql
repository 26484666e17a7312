-- How many of the feeds that are polled are in which state?
-- Out: state, feeds; most feeds first.
SELECT state, count(*) AS n_feeds
FROM feed_health
WHERE is_active
GROUP BY state
ORDER BY n_feeds DESC, state;
