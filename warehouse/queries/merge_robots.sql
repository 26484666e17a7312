-- Keep how each robots.txt was found last; an answer older than the one that is kept changes nothing.
-- In: rows (one an origin).
MERGE INTO core.robots AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON t.origin = s.origin
WHEN MATCHED AND s.fetched_at >= t.fetched_at THEN UPDATE SET
  fetched_at = s.fetched_at, expires_at = s.expires_at, http_status = s.http_status, error = s.error, good_at = s.good_at,
  body = s.body
WHEN NOT MATCHED THEN INSERT (origin, fetched_at, expires_at, http_status, error, good_at, body)
VALUES (s.origin, s.fetched_at, s.expires_at, s.http_status, s.error, s.good_at, s.body);
