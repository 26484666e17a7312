-- Which articles do these rows of fingerprints belong to?
-- In: places. Out: n (the row), article_id.
SELECT rowid AS n, article_id::VARCHAR AS article_id FROM core.fingerprint
WHERE rowid IN (SELECT unnest(from_json_strict($places, '["BIGINT"]')));
