-- Bring articles up to their newest version. A version that names no date keeps the one there is: an edit is no birth.
-- In: rows (articles with version, updated_at and run_id; one row an article).
UPDATE core.article AS t
SET url = s.url, url_hash = hash_of_url(s.url), host = s.host, feed_id = s.feed_id::UUID, page_id = s.page_id::UUID,
    publisher = s.publisher, owner_group = s.owner_group, version = s.version, content_sha256 = s.content_sha256,
    title = s.title,
    title_cut = CASE WHEN starts_with(s.title_as_found, s.title) THEN nullif(substr(s.title_as_found, length(s.title) + 1), '') END,
    title_as_found = CASE WHEN starts_with(s.title_as_found, s.title) THEN NULL ELSE s.title_as_found END,
    lead = s.lead, lang = s.lang, lang_confidence = s.lang_confidence, lang_reason = s.lang_reason,
    page_lang = s.page_lang, feed_lang = s.feed_lang,
    published_at = CASE WHEN s.published_source = 'first_seen' THEN t.published_at ELSE s.published_at END,
    published_on = CASE WHEN s.published_source = 'first_seen' THEN t.published_on ELSE coalesce(s.published_at::DATE, t.published_on) END,
    published_source = CASE WHEN s.published_source = 'first_seen' THEN t.published_source ELSE s.published_source END, modified_at = s.modified_at, status = s.status, status_reason = s.status_reason, alternates = s.alternates, authors = s.authors,
    section = s.section, tags = s.tags, image_url = s.image_url, n_words = s.n_words, extractor_version = s.extractor_version,
    content_since = CASE WHEN s.version > t.version THEN s.updated_at ELSE t.content_since END,
    updated_at = s.updated_at, run_id = s.run_id::UUID
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE t.article_id = s.article_id::UUID;
