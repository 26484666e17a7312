-- The hash of an entry is a number since 0035; DuckDB drops no column of a table that the same transaction updated.

ALTER TABLE core.feed_entry DROP COLUMN entry_sha256;
