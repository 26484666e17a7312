-- What is stored twice is stored once: see the file before.

UPDATE core.article_text SET repairs = [{'span_start': 0, 'span_end': length(body), 'found': body_as_found}] WHERE body <> body_as_found;
UPDATE core.page SET final_url = NULL WHERE final_url = url;
UPDATE core.feed_entry SET link = NULL WHERE link = url;
UPDATE core.article SET title_as_found = NULL WHERE title_as_found = title;
UPDATE core.grouped SET content_key = md5(content_key);
COMMENT ON COLUMN core.grouped.content_key IS 'Hash of what was grouped: content, version of the extractor, translation.';
