-- Who does a work that one process at a time does, or did it last?
-- In: work (its name). Out: the lease, if it was ever taken.
SELECT name, run_id::VARCHAR AS run_id, host, pid, born, taken_at, beat_at, released_at
FROM core.run_lease
WHERE name = $work;
