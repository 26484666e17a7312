-- In which pack does each of these bodies lie already?
-- In: ids (SHA-256 of bodies). Out: hash and pack, the newest where there are several; none for bodies in no pack.
WITH asked AS MATERIALIZED (SELECT unnest(from_json_strict($ids, '["VARCHAR"]')) AS body_sha256)
SELECT body_sha256, max(pack_id::VARCHAR) AS pack_id
FROM (
  SELECT body_sha256, pack_id FROM core.page WHERE pack_id IS NOT NULL AND body_sha256 IN (SELECT body_sha256 FROM asked)
  UNION ALL
  SELECT body_sha256, pack_id FROM core.feed_body WHERE pack_id IS NOT NULL AND body_sha256 IN (SELECT body_sha256 FROM asked)
)
GROUP BY body_sha256;
