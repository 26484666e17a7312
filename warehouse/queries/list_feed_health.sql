-- How is each feed, and what is to be done?
-- Out: name, state, last_ok_at, n_failures, reason; the ones in trouble first.
SELECT name, state, last_ok_at, n_failures, reason
FROM feed_health
ORDER BY state = 'ok', state, name;
