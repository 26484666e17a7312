"""Every line of SQL: records, store, schema, queries, views. Imports nothing of ours; alone imports duckdb."""
