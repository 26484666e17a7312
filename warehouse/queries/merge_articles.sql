-- Store articles in their newest version. An article without a date keeps the day it was first seen.
-- In: rows (articles with version, updated_at and run_id; one row an article).
MERGE INTO core.article AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON t.article_id = s.article_id::UUID
WHEN MATCHED THEN UPDATE SET
  url = s.url, host = s.host, feed_id = s.feed_id::UUID, entry_key = s.entry_key, page_id = s.page_id::UUID,
  publisher = s.publisher, owner_group = s.owner_group, version = s.version, content_sha256 = s.content_sha256,
  title = s.title, title_as_found = nullif(s.title_as_found, s.title), lead = s.lead, lang = s.lang,
  lang_confidence = s.lang_confidence, lang_reason = s.lang_reason, published_at = s.published_at,
  published_on = coalesce(s.published_at::DATE, t.first_seen_at::DATE), published_source = s.published_source,
  modified_at = s.modified_at, status = s.status, authors = s.authors, section = s.section, tags = s.tags,
  image_url = s.image_url, n_words = s.n_words, extractor_version = s.extractor_version, updated_at = s.updated_at,
  run_id = s.run_id::UUID
WHEN NOT MATCHED THEN INSERT
  (article_id, url, host, feed_id, entry_key, page_id, publisher, owner_group, version, content_sha256, title,
   title_as_found, lead, lang, lang_confidence, lang_reason, published_at, published_on, published_source, modified_at,
   status, authors, section, tags, image_url, n_words, extractor_version, first_seen_at, updated_at, run_id)
VALUES
  (s.article_id::UUID, s.url, s.host, s.feed_id::UUID, s.entry_key, s.page_id::UUID, s.publisher, s.owner_group,
   s.version, s.content_sha256, s.title, nullif(s.title_as_found, s.title), s.lead, s.lang, s.lang_confidence, s.lang_reason,
   s.published_at, coalesce(s.published_at::DATE, s.updated_at::DATE), s.published_source, s.modified_at, s.status,
   s.authors, s.section, s.tags, s.image_url, s.n_words, s.extractor_version, s.updated_at, s.updated_at,
   s.run_id::UUID);
