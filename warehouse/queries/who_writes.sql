-- Who has the turn to write to the lake?
-- Out: what it is doing and where, the pid of its connection in Postgres, and for how many seconds.
SELECT owner, pid, age_s FROM postgres_query('turn', '
  SELECT a.application_name || coalesce('' at '' || host(a.client_addr), '''') AS owner, a.pid,
    extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age_s
  FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
  WHERE l.locktype = ''advisory'' AND l.granted AND a.datname = current_database()
    AND l.database = a.datid AND l.classid = 0 AND l.objid = 1852142437');
