-- What are these articles found by, by the digests of it?
-- In: ids (of articles). Out: digest.
SELECT digest FROM core.fingerprint
WHERE rowid IN (SELECT rowid FROM core.fingerprint WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))));
