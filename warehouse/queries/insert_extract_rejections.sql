-- Keep why pages held no article; the same page rejected again for the same reason says nothing new.
-- In: rows (rejections with page_id).
INSERT INTO core.rejection BY NAME
SELECT s.feed_id, s.entry_key, s.stage, s.rejected_at, s.rejected_on, s.reason, s.detail, s.is_transient, s.url,
       s.page_id, s.n_attempt, s.run_id
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE NOT EXISTS (
  SELECT 1 FROM core.rejection AS r
  WHERE r.page_id = s.page_id::UUID AND r.reason = s.reason AND r.detail = s.detail);
