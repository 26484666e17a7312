-- The hashes in these fingerprints: of their marks, and of their word sequences.
-- In: digests. Out: digest, hash, is_mark.
WITH found AS MATERIALIZED (
  SELECT digest, marks, grams FROM core.fingerprint
  WHERE rowid IN (SELECT rowid FROM core.fingerprint WHERE digest IN (SELECT unnest(from_json_strict($digests, '["UBIGINT"]'))))
)
SELECT digest, unnest(marks) AS hash, true AS is_mark FROM found
UNION ALL
SELECT digest, unnest(grams), false FROM found;
