-- Which tables have which key, of those that are there with all its columns?
-- Out: table, key columns.
SELECT c.table_name, c.key_columns
FROM core.contract AS c
JOIN (
  SELECT schema_name || '.' || table_name AS table_name, list(column_name) AS columns
  FROM duckdb_columns() WHERE database_name = current_database() GROUP BY ALL
) AS t ON t.table_name = c.table_name AND list_has_all(t.columns, c.key_columns)
ORDER BY c.table_name;
