-- Record how a run ended.
-- In: run_id, ended_at, state, error, names and values (two lists of one length).
UPDATE core.run
SET ended_at = $ended_at, state = $state, error = $error,
    counts = map(from_json_strict($names, '["VARCHAR"]'), from_json_strict($values, '["BIGINT"]'))
WHERE run_id = $run_id::UUID;
