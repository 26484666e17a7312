-- How is each feed that is polled, in a word, and why?
-- Out: name, state, reason (NULL: nothing to say), by name.
SELECT name, state, reason
FROM feed_health
WHERE is_active
ORDER BY name;
