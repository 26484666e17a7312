-- Which articles have these fingerprints?
-- In: digests. Out: digest, article_id.
SELECT digest, article_id::VARCHAR AS article_id FROM core.fingerprint
WHERE rowid IN (SELECT rowid FROM core.fingerprint WHERE digest IN (SELECT unnest(from_json_strict($digests, '["UBIGINT"]'))));
