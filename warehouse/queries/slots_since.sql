-- Which times of the schedule of a job are accounted for, from a time on?
-- In: job, since. Out: slot_at, oldest first.
SELECT slot_at
FROM core.schedule_slot
WHERE job = $job AND slot_at >= $since
ORDER BY slot_at;
