-- Count the waits of feeds from now where they were polled in what is the future: the clock was wrong then, and is right
-- again. So each waits as long as it would have: none for days, and not all at once. An hour is what clocks are put right by.
-- In: now.
UPDATE core.feed_state
SET next_poll_at = $now::TIMESTAMPTZ + (next_poll_at - last_polled_at), last_polled_at = $now
WHERE last_polled_at > $now::TIMESTAMPTZ + INTERVAL 1 HOUR;
