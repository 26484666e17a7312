-- Which of these bodies does a pack hold?
-- In: path, ids (SHA-256 of bodies). Out: hash and body.
SELECT body_sha256, body
FROM read_parquet($path)
WHERE body_sha256 IN (SELECT unnest(from_json_strict($ids, '["VARCHAR"]')));
