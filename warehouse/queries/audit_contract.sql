-- Which tables have no contract, and which contracts have no table or name a column it lacks?
-- Out: a sentence each.
WITH tables AS (
  SELECT schema_name || '.' || table_name AS table_name, list(column_name) AS columns
  FROM duckdb_columns()
  WHERE database_name = current_database() AND schema_name = 'core'
  GROUP BY ALL
)
SELECT t.table_name || ': has no key in core.contract' AS sentence
FROM tables AS t ANTI JOIN core.contract AS c ON c.table_name = t.table_name
UNION ALL
SELECT c.table_name || ': has a key in core.contract, and is no table'
FROM core.contract AS c ANTI JOIN tables AS t ON t.table_name = c.table_name
UNION ALL
SELECT c.table_name || ': core.contract names columns it lacks'
FROM core.contract AS c JOIN tables AS t ON t.table_name = c.table_name
WHERE NOT list_has_all(t.columns, c.key_columns)
ORDER BY sentence;
