-- What is stored twice is stored once: see the file before.

UPDATE core.feed_entry
SET key_hash = (md5_number_lower(concat(feed_id, ' ', entry_key)) & 4294967295)::UINTEGER,
  url_hash = (md5_number_lower(url) & 4294967295)::UINTEGER, url = nullif(url, entry_key),
  published_raw = nullif(published_raw, strftime(published_at, '%a, %d %b %Y %H:%M:%S GMT'));
UPDATE core.page SET entry_key = NULL WHERE entry_key = url;
UPDATE core.article
SET url_hash = (md5_number_lower(url) & 4294967295)::UINTEGER,
  title_cut = CASE WHEN starts_with(title_as_found, title) THEN substr(title_as_found, length(title) + 1) END,
  title_as_found = CASE WHEN starts_with(title_as_found, title) THEN NULL ELSE title_as_found END;
UPDATE core.article AS a SET content_since = v.observed_at
FROM core.article_version AS v
WHERE v.article_id = a.article_id AND v.version = a.version AND a.version > 1;
INSERT INTO core.past_version
SELECT v.article_id, v.version, v.content_sha256, v.page_id, v.observed_at, v.observed_on, v.title, v.status, v.n_words,
  v.extractor_version, v.run_id
FROM core.article_version AS v
JOIN core.article AS a ON a.article_id = v.article_id AND v.version < a.version;
