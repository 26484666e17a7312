-- Store a lease in place of the one of its name.
-- In: rows (one lease).
MERGE INTO core.run_lease AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON t.name = s.name
WHEN MATCHED THEN UPDATE SET
  run_id = s.run_id::UUID, host = s.host, pid = s.pid, born = s.born, taken_at = s.taken_at, beat_at = s.beat_at,
  released_at = s.released_at
WHEN NOT MATCHED THEN INSERT (name, run_id, host, pid, born, taken_at, beat_at, released_at)
VALUES (s.name, s.run_id::UUID, s.host, s.pid, s.born, s.taken_at, s.beat_at, s.released_at);
