-- Which tables and views are there to export, and by which day is each cut into months?
-- Out: relation as one writes it (tables have a schema), day column (published_on, else its first day; NULL: none).
SELECT
  CASE schema_name WHEN 'main' THEN table_name ELSE schema_name || '.' || table_name END AS relation,
  arg_min(column_name, CASE column_name WHEN 'published_on' THEN 0 ELSE column_index END)
    FILTER (WHERE data_type = 'DATE' AND suffix(column_name, '_on')) AS day
FROM duckdb_columns()
WHERE database_name = current_database() AND NOT internal
GROUP BY relation
ORDER BY relation;
