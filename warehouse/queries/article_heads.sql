-- What is the newest version of these articles?
-- In: ids. Out: article_id, version, content hash, version of the extractor, day, language.
SELECT article_id::VARCHAR, version, content_sha256, extractor_version, published_on, lang
FROM core.article
WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))));
