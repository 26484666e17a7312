-- Bookkeeping: what was applied, which keys hold, which runs there were.
-- Portable SQL only: DuckDB files and DuckLake both take it. So no PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK, ENUM, sequence
-- or index; keys are declared in core.contract, kept by MERGE and anti-joins in the one writer, and audited.
-- core.schema_migration and core.view_set are made by migrations.py itself, which must read them before any file here.

CREATE TABLE core.contract (table_name VARCHAR NOT NULL, key_columns VARCHAR[] NOT NULL, grain VARCHAR NOT NULL);
COMMENT ON TABLE core.contract IS 'The key and grain of every table; audited, since no physical unique index exists.';
COMMENT ON COLUMN core.contract.table_name IS 'Table, with its schema.';
COMMENT ON COLUMN core.contract.key_columns IS 'Columns that name a row: no two rows agree in all of them.';
COMMENT ON COLUMN core.contract.grain IS 'What one row is, in words.';

CREATE TABLE core.run (
  run_id UUID NOT NULL, kind VARCHAR NOT NULL, trigger VARCHAR NOT NULL, orchestrator VARCHAR NOT NULL,
  params MAP(VARCHAR, VARCHAR), started_at TIMESTAMPTZ NOT NULL, started_on DATE NOT NULL, ended_at TIMESTAMPTZ,
  state VARCHAR NOT NULL, counts MAP(VARCHAR, BIGINT), error VARCHAR);
COMMENT ON TABLE core.run IS 'Pipeline runs, each with the sums it reported.';
COMMENT ON COLUMN core.run.run_id IS 'UUIDv7: ordered by time.';
COMMENT ON COLUMN core.run.kind IS 'monitor | backfill | reprocess | group | publish';
COMMENT ON COLUMN core.run.trigger IS 'manual | schedule | demo';
COMMENT ON COLUMN core.run.orchestrator IS 'inline | prefect';
COMMENT ON COLUMN core.run.params IS 'What the run was asked to do, by name.';
COMMENT ON COLUMN core.run.started_at IS 'Start, UTC.';
COMMENT ON COLUMN core.run.started_on IS 'Day of the start, UTC.';
COMMENT ON COLUMN core.run.ended_at IS 'End, UTC; NULL while it runs, or when it was killed.';
COMMENT ON COLUMN core.run.state IS 'running | completed | degraded | failed; a killed run stays running';
COMMENT ON COLUMN core.run.counts IS 'Counts by name: entries, articles_new, known, rejected…';
COMMENT ON COLUMN core.run.error IS 'What went wrong, a sentence each; NULL when nothing did.';

INSERT INTO core.contract VALUES
  ('core.schema_migration', ['version'], 'one row per applied schema file'),
  ('core.view_set', ['name'], 'one row per set of views'),
  ('core.contract', ['table_name'], 'one row per table'),
  ('core.run', ['run_id'], 'one row per run');
