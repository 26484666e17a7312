-- Which of these bodies does a pack hold?
-- In: path, ids (SHA-256 of bodies). Out: hash and body.
SELECT left(body_sha256, 32), body
FROM read_parquet($path)
WHERE left(body_sha256, 32) IN (SELECT unnest(from_json_strict($ids, '["VARCHAR"]')));
