-- How many rows does an exported file hold?
-- In: file.
SELECT count(*) FROM read_json_objects($file, format := 'newline_delimited', maximum_object_size := 50_000_000);
