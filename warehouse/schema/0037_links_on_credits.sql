-- An article whose credit links to another is compared with it, however far apart they are: found by the hash of the address,
-- from either side, so that it is the same whichever comes first.

ALTER TABLE core.credit ADD COLUMN url_hash UINTEGER;
UPDATE core.credit SET url_hash = (md5_number_lower(url) & 4294967295)::UINTEGER WHERE url IS NOT NULL;
COMMENT ON COLUMN core.credit.url IS 'Canonical address that the credit links to; as written, where it was read before there was url_hash.';
COMMENT ON COLUMN core.credit.url_hash IS 'Hash of url, 32 bits: by it an article is found that credits another; NULL: no link.';
