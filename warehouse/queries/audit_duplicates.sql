-- How many keys of a table name more than one row?
-- In: table_name, keys (columns). Out: keys that do, rows too many.
WITH keyed AS (
  SELECT COLUMNS(lambda c: list_contains($keys::VARCHAR[], c)), count(*) AS n_same
  FROM query_table($table_name)
  GROUP BY ALL
)
SELECT count(*), sum(n_same - 1) FROM keyed WHERE n_same > 1;
