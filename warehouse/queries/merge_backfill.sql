-- Keep how far an archive was read.
-- Of two processes that read the same window, the one that began later or has come further counts.
-- In: rows (one backfill).
MERGE INTO core.backfill AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
  ON t.feed_id = s.feed_id::UUID AND t.source = s.source AND t.from_at = s.from_at AND t.until_at = s.until_at
WHEN MATCHED AND (s.started_at > t.started_at OR (s.started_at = t.started_at AND s.n_requests > t.n_requests))
  THEN UPDATE SET
  run_id = s.run_id::UUID, started_at = s.started_at, updated_at = s.updated_at, state = s.state, cursor = s.cursor,
  n_requests = s.n_requests, n_entries = s.n_entries, n_new = s.n_new, n_known = s.n_known, n_expected = s.n_expected,
  reached_at = s.reached_at, said = s.said
WHEN NOT MATCHED THEN INSERT
  (feed_id, source, from_at, until_at, run_id, started_at, updated_at, state, cursor, n_requests, n_entries, n_new, n_known,
   n_expected, reached_at, said)
VALUES
  (s.feed_id::UUID, s.source, s.from_at, s.until_at, s.run_id::UUID, s.started_at, s.updated_at, s.state, s.cursor,
   s.n_requests, s.n_entries, s.n_new, s.n_known, s.n_expected, s.reached_at, s.said);
