-- How many runs ended how, and when did the last of them start and end?
-- Out: state, runs, last start, last end (NULL for those that have none).
SELECT state, count(*) AS n_runs, max(started_at) AS last_started_at, max(ended_at) AS last_ended_at
FROM core.run
GROUP BY state
ORDER BY state;
