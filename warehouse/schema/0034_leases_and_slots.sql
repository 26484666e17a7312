-- Who is at work on the warehouse, so that two runs never poll the same hosts at once; and what became of each time of the
-- schedule.

CREATE TABLE core.run_lease (
  name VARCHAR NOT NULL, run_id UUID NOT NULL, host VARCHAR NOT NULL, pid INTEGER NOT NULL, born VARCHAR NOT NULL,
  taken_at TIMESTAMPTZ NOT NULL, beat_at TIMESTAMPTZ NOT NULL, released_at TIMESTAMPTZ);
COMMENT ON TABLE core.run_lease IS 'Work that only one process does at a time: who does it, or did it last.';
COMMENT ON COLUMN core.run_lease.name IS 'monitor | backfill | reprocess | maintain | serve';
COMMENT ON COLUMN core.run_lease.run_id IS 'The run; for serve, an id of its own.';
COMMENT ON COLUMN core.run_lease.host IS 'Name of its machine.';
COMMENT ON COLUMN core.run_lease.pid IS 'Its process there.';
COMMENT ON COLUMN core.run_lease.born IS 'When that process started, as its kernel counts: a number may be given again. Empty: not known.';
COMMENT ON COLUMN core.run_lease.taken_at IS 'Since when, UTC.';
COMMENT ON COLUMN core.run_lease.beat_at IS 'When it was last seen alive, UTC; stale when that is longer ago than serve.lease_s.';
COMMENT ON COLUMN core.run_lease.released_at IS 'When it was done, UTC; NULL: at work, or killed.';

CREATE TABLE core.schedule_slot (
  job VARCHAR NOT NULL, slot_at TIMESTAMPTZ NOT NULL, ruling VARCHAR NOT NULL, run_id UUID, late_s DOUBLE NOT NULL,
  reason VARCHAR, decided_at TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE core.schedule_slot IS 'Each time of the schedule that has passed, and what became of it.';
COMMENT ON COLUMN core.schedule_slot.job IS 'monitor | maintain';
COMMENT ON COLUMN core.schedule_slot.slot_at IS 'The time of the schedule, UTC.';
COMMENT ON COLUMN core.schedule_slot.ruling IS 'run | skipped | missed';
COMMENT ON COLUMN core.schedule_slot.run_id IS 'The run it started, or the one that was at work; NULL: none.';
COMMENT ON COLUMN core.schedule_slot.late_s IS 'Seconds from the slot to the decision.';
COMMENT ON COLUMN core.schedule_slot.reason IS 'Why it started no run; NULL: it did.';
COMMENT ON COLUMN core.schedule_slot.decided_at IS 'When that was decided, UTC.';

COMMENT ON COLUMN core.run.kind IS 'monitor | backfill | reprocess | maintain | group | publish';
COMMENT ON COLUMN core.run.state IS 'running | completed | degraded | skipped (another was at work) | failed; a killed run stays running until the next one of its kind, which marks it failed';

INSERT INTO core.contract VALUES
  ('core.run_lease', ['name'], 'one row per kind of work that one process at a time does'),
  ('core.schedule_slot', ['job', 'slot_at'], 'one row per job and time of the schedule');
