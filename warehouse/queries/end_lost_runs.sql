-- Mark the runs of a kind that were killed before they could say how they ended.
-- In: kind, but (the run that is at work), error.
UPDATE core.run
SET state = 'failed', error = $error
WHERE kind = $kind AND state = 'running' AND run_id <> $but::UUID;
