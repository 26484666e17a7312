-- Let what the polls of feeds add up to have happened by now, where they were made in what is the future.
-- In: now.
UPDATE core.feed_course
SET polled_at = $now, whole_at = CASE WHEN whole_at > $now THEN $now ELSE whole_at END,
    probed_at = CASE WHEN probed_at > $now THEN $now ELSE probed_at END,
    lied_at = CASE WHEN lied_at > $now THEN $now ELSE lied_at END,
    gone_since = CASE WHEN gone_since > $now THEN $now ELSE gone_since END,
    redirected_since = CASE WHEN redirected_since > $now THEN $now ELSE redirected_since END,
    gap_at = CASE WHEN gap_at > $now THEN $now ELSE gap_at END
WHERE polled_at > $now::TIMESTAMPTZ + INTERVAL 1 HOUR;
