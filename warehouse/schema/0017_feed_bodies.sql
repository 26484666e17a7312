-- A feed's document is kept like a page, so that entries can be read from it again, as they were listed.

CREATE TABLE core.feed_body (
  poll_id UUID NOT NULL, feed_id UUID NOT NULL, url VARCHAR NOT NULL, final_url VARCHAR, fetched_at TIMESTAMPTZ NOT NULL,
  fetched_on DATE NOT NULL, http_status INTEGER NOT NULL, content_type VARCHAR, n_bytes BIGINT NOT NULL,
  body_sha256 VARCHAR NOT NULL, pack_id UUID);
COMMENT ON TABLE core.feed_body IS 'Documents that polls brought, those no feed could be read from too; not those equal to the one before. The bytes lie in raw/.';
COMMENT ON COLUMN core.feed_body.poll_id IS 'The poll that brought it.';
COMMENT ON COLUMN core.feed_body.feed_id IS 'The feed.';
COMMENT ON COLUMN core.feed_body.url IS 'Address asked for.';
COMMENT ON COLUMN core.feed_body.final_url IS 'Address after redirects; NULL when it is the one asked for.';
COMMENT ON COLUMN core.feed_body.fetched_at IS 'When, UTC.';
COMMENT ON COLUMN core.feed_body.fetched_on IS 'Day of the fetch, UTC.';
COMMENT ON COLUMN core.feed_body.http_status IS 'Status of the answer.';
COMMENT ON COLUMN core.feed_body.content_type IS 'Content type as sent.';
COMMENT ON COLUMN core.feed_body.n_bytes IS 'Bytes of the body, decoded.';
COMMENT ON COLUMN core.feed_body.body_sha256 IS 'SHA-256 of the body: its name in its pack.';
COMMENT ON COLUMN core.feed_body.pack_id IS 'The file with the body, UUIDv7: raw/YYYY-MM/<pack_id>.parquet. NULL: it has expired.';

INSERT INTO core.contract VALUES ('core.feed_body', ['poll_id'], 'one row per poll that brought a document other than the last');
