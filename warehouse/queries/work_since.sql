-- Which runs of some kinds were at work at a time, or since? Those that found another at work are left out.
-- In: kinds, since. Out: run_id, started_at, ended_at (NULL: at work, or killed and not marked yet; of one that was marked:
-- its start), is_done (it came to its end), oldest first.
SELECT run_id::VARCHAR AS run_id, started_at,
  CASE WHEN state = 'running' THEN NULL ELSE coalesce(ended_at, started_at) END AS ended_at,
  state IN ('completed', 'degraded') AS is_done
FROM core.run
WHERE kind IN (SELECT unnest(from_json_strict($kinds, '["VARCHAR"]'))) AND state <> 'skipped' AND (started_at >= $since OR ended_at >= $since OR state = 'running')
ORDER BY started_at;
