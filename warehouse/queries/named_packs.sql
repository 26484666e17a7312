-- Which packs does a page or a document of a feed name?
-- Out: pack_id.
SELECT pack_id FROM core.page WHERE pack_id IS NOT NULL
UNION
SELECT pack_id FROM core.feed_body WHERE pack_id IS NOT NULL;
