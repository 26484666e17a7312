-- Last by name: it lists the views before it, and itself.
CREATE OR REPLACE VIEW data_dictionary AS
SELECT schema_name || '.' || table_name AS relation, NULL AS column_name, 'table' AS data_type, comment
FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT view_name, NULL, 'view', comment
FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT CASE schema_name WHEN 'main' THEN table_name ELSE schema_name || '.' || table_name END, column_name, data_type, comment
FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', NULL, 'macro', comment
FROM duckdb_functions() WHERE database_name = current_database() AND NOT internal
ORDER BY relation, column_name NULLS FIRST;
COMMENT ON VIEW data_dictionary IS 'What every table, view, column and macro means.';
COMMENT ON COLUMN data_dictionary.relation IS 'Table, with its schema, view, or macro with its parameters.';
COMMENT ON COLUMN data_dictionary.column_name IS 'Column; NULL for the table or view itself.';
COMMENT ON COLUMN data_dictionary.data_type IS 'Type of the column; table, view or macro.';
COMMENT ON COLUMN data_dictionary.comment IS 'What it means.';
