-- Keep the contents that articles have now, before others take their place.
-- In: ids (of articles).
INSERT INTO core.past_version BY NAME
SELECT article_id, version, content_sha256, page_id, coalesce(content_since, first_seen_at) AS observed_at,
  coalesce(content_since, first_seen_at)::DATE AS observed_on, title, status, n_words, extractor_version, modified_at, run_id
FROM core.article
WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))));
