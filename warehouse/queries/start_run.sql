-- Record a run that starts, once.
-- In: run_id, kind, trigger, orchestrator, started_at, param_names and param_values (two lists of one length).
INSERT INTO core.run BY NAME
SELECT
  $run_id AS run_id, $kind AS kind, $trigger AS trigger, $orchestrator AS orchestrator,
  map(from_json_strict($param_names, '["VARCHAR"]'), from_json_strict($param_values, '["VARCHAR"]')) AS params,
  $started_at AS started_at, CAST($started_at::TIMESTAMPTZ AS DATE) AS started_on, 'running' AS state
WHERE NOT EXISTS (SELECT 1 FROM core.run WHERE run_id = $run_id);
