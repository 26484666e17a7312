-- What hosts ask of robots (RFC 9309): pages they disallow are never asked for; and what pages ask, which is recorded.

CREATE TABLE core.robots (
  origin VARCHAR NOT NULL, fetched_at TIMESTAMPTZ NOT NULL, expires_at TIMESTAMPTZ NOT NULL, http_status INTEGER,
  error VARCHAR, good_at TIMESTAMPTZ, body VARCHAR USING COMPRESSION zstd);
COMMENT ON TABLE core.robots IS 'The robots.txt of each host we fetch pages from, as it was asked for last.';
COMMENT ON COLUMN core.robots.origin IS 'Scheme and host, with the port where it is another than the usual one: https://www.example.';
COMMENT ON COLUMN core.robots.fetched_at IS 'When it was asked for last, UTC.';
COMMENT ON COLUMN core.robots.expires_at IS 'Not to be asked for again before.';
COMMENT ON COLUMN core.robots.http_status IS 'Status of the last answer; NULL when there was none.';
COMMENT ON COLUMN core.robots.error IS 'Why the last answer brought no rules; NULL when it did.';
COMMENT ON COLUMN core.robots.good_at IS 'When it last said what is allowed: a file, or that there is none. Believed for 24 hours. NULL: never.';
COMMENT ON COLUMN core.robots.body IS 'The file that came at good_at, cut at 500 KiB; NULL when there was none, so that everything is allowed.';

ALTER TABLE core.feed ADD COLUMN robots VARCHAR DEFAULT 'obey';
COMMENT ON COLUMN core.feed.robots IS 'obey | ignore: whether robots.txt keeps us from pages that this feed lists, as configured.';

ALTER TABLE core.page ADD COLUMN reservations VARCHAR[];
COMMENT ON COLUMN core.page.reservations IS 'What it asks for, by header or meta element: noindex | noarchive | tdm-reservation. NULL: nothing, or not looked at (fetched earlier, or saved files).';

COMMENT ON COLUMN core.rejection.reason IS 'http_error | network_error | blocked | too_large | not_html | consent_wall | error_page | no_text | bad_url | extractor_failed | unreadable | robots_disallowed | robots_unreachable';

INSERT INTO core.contract VALUES ('core.robots', ['origin'], 'one row per host whose robots.txt was asked for');
