-- How far were the archives of these feeds read?
-- In: feed_ids. Out: backfills, the newest last.
SELECT feed_id, source, from_at, until_at, run_id, started_at, updated_at, state, cursor, n_requests, n_entries, n_new,
  n_known, n_expected, reached_at, said
FROM core.backfill
WHERE feed_id IN (SELECT unnest(from_json_strict($feed_ids, '["VARCHAR"]'))::UUID)
ORDER BY updated_at, source;
