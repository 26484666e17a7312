-- How large the public of an outlet is, as a person sees it: share of voice is counted by it.

ALTER TABLE core.feed ADD COLUMN tier VARCHAR;
COMMENT ON COLUMN core.feed.tier IS 'national | regional | local | trade | aggregator, as configured; NULL: not said.';
