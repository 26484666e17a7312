-- How did the newest run of each kind that ended, or was recorded as killed, go; and what did all of them count?
-- Out: kind, state, started_at, ended_at, duration_s, n_runs, and sums of entries by what became of them.
SELECT kind, arg_max(state, started_at) AS state, max(started_at) AS started_at, arg_max_null(ended_at, started_at) AS ended_at,
  arg_max_null(duration_s, started_at) AS duration_s, count(*) AS n_runs, coalesce(sum(n_articles_new), 0) AS n_new,
  coalesce(sum(n_articles_updated), 0) AS n_updated, coalesce(sum(n_known), 0) AS n_known, coalesce(sum(n_rejected), 0) AS n_rejected
FROM runs
GROUP BY kind
ORDER BY kind;
