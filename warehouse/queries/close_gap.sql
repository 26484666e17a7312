-- Keep that a gap is closed, and by what; one that is closed already stays as it is.
-- In: poll_id, now, closed_by.
UPDATE core.feed_gap
SET closed_at = $now, closed_by = $closed_by, tried_at = $now, next_try_at = NULL, open_reason = NULL
WHERE poll_id = $poll_id::UUID AND closed_at IS NULL;
