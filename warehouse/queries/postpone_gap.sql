-- Keep why a gap is still open, and when it is tried again.
-- In: poll_id, now, reason, next_try_at.
UPDATE core.feed_gap
SET n_tries = coalesce(n_tries, 0) + 1, tried_at = $now, next_try_at = $next_try_at, open_reason = $reason
WHERE poll_id = $poll_id::UUID AND closed_at IS NULL;
