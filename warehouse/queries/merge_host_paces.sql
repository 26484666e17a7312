-- Keep how slowly hosts are asked; the newest word of each stands.
-- In: rows (paces).
MERGE INTO core.host_pace AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON t.host = s.host
WHEN MATCHED AND s.asked_at >= t.asked_at THEN UPDATE SET
  answer_s = s.answer_s, gap_s = s.gap_s, reason = s.reason, asked_at = s.asked_at
WHEN NOT MATCHED THEN INSERT (host, answer_s, gap_s, reason, asked_at)
VALUES (s.host, s.answer_s, s.gap_s, s.reason, s.asked_at);
