-- Store what a feed now says of entries it listed before; those to be read again wait for their page.
-- In: rows (entries with changed_at and is_again).
UPDATE core.feed_entry AS e
SET entry_hash = s.entry_hash, url = nullif(s.url, s.entry_key), url_hash = hash_of_url(s.url), link = s.link,
    title = s.title, summary = s.summary,
    authors = s.authors, published_at = s.published_at, published_raw = s.published_raw, position = s.position,
    changed_at = s.changed_at,
    state = CASE WHEN s.is_again THEN 'pending' ELSE e.state END,
    page_id = CASE WHEN s.is_again THEN NULL ELSE e.page_id END,
    n_attempts = CASE WHEN s.is_again THEN 0 ELSE e.n_attempts END,
    retry_at = CASE WHEN s.is_again THEN NULL ELSE e.retry_at END,
    rejection_reason = CASE WHEN s.is_again THEN NULL ELSE e.rejection_reason END,
    rejection_detail = CASE WHEN s.is_again THEN NULL ELSE e.rejection_detail END,
    settled_at = CASE WHEN s.is_again THEN NULL ELSE e.settled_at END,
    settled_run_id = CASE WHEN s.is_again THEN NULL ELSE e.settled_run_id END
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE e.key_hash = hash_of_entry(s.feed_id, s.entry_key) AND e.feed_id = s.feed_id::UUID AND e.entry_key = s.entry_key;
