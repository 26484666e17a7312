-- Say that a lease's holder is alive, or that it is done.
-- In: work (its name), run_id, at, is_done.
UPDATE core.run_lease
SET beat_at = $at, released_at = CASE WHEN $is_done::BOOLEAN THEN $at::TIMESTAMPTZ END
WHERE name = $work AND run_id = $run_id::UUID;
