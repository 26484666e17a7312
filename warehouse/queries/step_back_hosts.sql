-- Count the patience that hosts asked for from now, where they asked in what is the future: the clock was wrong then.
-- In: now.
UPDATE core.host_state
SET blocked_until = $now::TIMESTAMPTZ + (blocked_until - since), since = $now
WHERE since > $now::TIMESTAMPTZ + INTERVAL 1 HOUR;
