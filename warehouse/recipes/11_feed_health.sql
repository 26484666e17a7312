-- Which feeds need a hand?
-- For: whoever runs it.
-- Edit: nothing to edit.
SELECT name, state, n_failures, last_outcome, moved_to, last_error
FROM feed_health
WHERE is_active AND state <> 'ok'
ORDER BY state, name;
