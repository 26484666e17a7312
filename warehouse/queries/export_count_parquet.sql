-- How many rows does an exported file hold?
-- In: file.
SELECT count(*) FROM read_parquet($file);
