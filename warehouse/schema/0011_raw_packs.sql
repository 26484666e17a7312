-- Bodies lie in packs, one file per saved batch: a folder of a hundred thousand small files is slow to list and to copy.

ALTER TABLE core.page ADD COLUMN pack_id UUID;
COMMENT ON TABLE core.page IS 'Every page fetched. The bytes lie outside this file, in raw/: in the pack pack_id, under body_sha256.';
COMMENT ON COLUMN core.page.pack_id IS 'The file with the body, UUIDv7: raw/YYYY-MM/<pack_id>.parquet. NULL: the body has expired, or lies in raw/ab/<body_sha256>.gz.';
COMMENT ON COLUMN core.page.body_sha256 IS 'SHA-256 of the body: its name in its pack.';
