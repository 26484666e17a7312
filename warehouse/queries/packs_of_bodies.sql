-- In which pack does each of these bodies lie already?
-- In: ids (SHA-256 of bodies). Out: hash and pack, the newest where there are several; none for bodies in no pack.
SELECT body_sha256, max(pack_id::VARCHAR) AS pack_id
FROM core.page
WHERE pack_id IS NOT NULL AND body_sha256 IN (SELECT unnest(from_json_strict($ids, '["VARCHAR"]')))
GROUP BY body_sha256;
