-- What is stored of these entries of a feed?
-- In: feed_id, keys. Out: key, hash, state, whether a page of its own was read, when it is tried again.
SELECT entry_key, entry_sha256, state, page_id IS NOT NULL, retry_at
FROM core.feed_entry
WHERE feed_id = $feed_id::UUID AND entry_key IN (SELECT unnest(from_json_strict($keys, '["VARCHAR"]')));
