-- What did the runs of these days come to; or, where there were none, the last one before their end?
-- In: since, until. Out: the fields of a brief's run, and whether it is of these days; oldest first.
WITH ended AS (
  SELECT run_id, kind, state, started_at, coalesce(n_entries, 0) AS n_entries,
    coalesce(n_articles_new, 0) + coalesce(n_articles_updated, 0) AS n_articles, coalesce(n_known, 0) AS n_known,
    coalesce(n_rejected, 0) AS n_rejected, n_waiting, error, started_on BETWEEN $since AND $until AS is_within
  FROM runs
  WHERE started_on <= $until
)
SELECT kind, state, started_at, n_entries, n_articles, n_known, n_rejected, n_waiting, error, is_within
FROM ended
WHERE is_within OR (NOT EXISTS (SELECT 1 FROM ended AS w WHERE w.is_within) AND started_at = (SELECT max(started_at) FROM ended))
ORDER BY started_at, run_id;
