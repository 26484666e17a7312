-- Up to when is the schedule of a job accounted for?
-- In: job. Out: its newest slot, or NULL.
SELECT max(slot_at) AS slot_at
FROM core.schedule_slot
WHERE job = $job;
