-- Count no failure to the feeds whose newest poll, of this run, failed for want of a network.
-- In: run_id.
UPDATE core.feed_state AS t
SET n_failures = greatest(t.n_failures - 1, 0)
FROM core.feed_poll AS p
WHERE p.poll_id = t.last_poll_id AND p.run_id = $run_id::UUID AND p.error_class = 'temp';
