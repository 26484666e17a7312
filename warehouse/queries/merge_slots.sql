-- Store what became of times of the schedule. One that started a run takes the place of one that did not, never the reverse.
-- In: rows (slots).
MERGE INTO core.schedule_slot AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON t.job = s.job AND t.slot_at = s.slot_at
WHEN MATCHED AND t.ruling <> 'run' AND (s.ruling = 'run' OR t.ruling = 'missed') THEN UPDATE SET
  ruling = s.ruling, run_id = s.run_id::UUID, late_s = s.late_s, reason = s.reason, decided_at = s.decided_at
WHEN NOT MATCHED THEN INSERT (job, slot_at, ruling, run_id, late_s, reason, decided_at)
VALUES (s.job, s.slot_at, s.ruling, s.run_id::UUID, s.late_s, s.reason, s.decided_at);
