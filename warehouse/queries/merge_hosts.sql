-- Keep which hosts asked for patience; the newest word of each stands.
-- In: rows (hosts).
MERGE INTO core.host_state AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON t.host = s.host
WHEN MATCHED AND s.since >= t.since THEN UPDATE SET
  blocked_until = s.blocked_until, reason = s.reason, since = s.since
WHEN NOT MATCHED THEN INSERT (host, blocked_until, reason, since)
VALUES (s.host, s.blocked_until, s.reason, s.since);
