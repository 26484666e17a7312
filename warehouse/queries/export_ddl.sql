-- Which statements make the tables again, each with what it and its columns mean?
-- Out: a statement a row, in order.
WITH relations AS (
  SELECT schema_name, table_name, table_oid, sql, comment
  FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal
),
statements AS (
  SELECT DISTINCT '' AS relation, 0 AS place, 'CREATE SCHEMA IF NOT EXISTS ' || schema_name || ';' AS statement FROM relations
  UNION ALL
  SELECT schema_name || '.' || table_name, -1, sql FROM relations
  UNION ALL
  SELECT schema_name || '.' || table_name, 0,
    'COMMENT ON TABLE ' || schema_name || '.' || table_name || ' IS ''' || replace(comment, '''', '''''') || ''';'
  FROM relations
  UNION ALL
  SELECT r.schema_name || '.' || r.table_name, c.column_index,
    'COMMENT ON COLUMN ' || r.schema_name || '.' || r.table_name || '.' || c.column_name || ' IS '''
    || replace(c.comment, '''', '''''') || ''';'
  FROM relations AS r
  JOIN duckdb_columns() AS c ON c.table_oid = r.table_oid AND c.database_name = current_database()
)
SELECT statement FROM statements WHERE statement IS NOT NULL ORDER BY relation, place;
