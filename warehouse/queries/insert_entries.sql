-- Store entries that a feed lists for the first time; an address that is the entry's key is stored once.
-- In: rows (entries with first_seen_at, state, article_id, n_attempts, settled_at).
INSERT INTO core.feed_entry BY NAME
WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT s.* REPLACE (nullif(s.url, s.entry_key) AS url), s.first_seen_at::DATE AS first_seen_on,
  hash_of_entry(s.feed_id, s.entry_key) AS key_hash, hash_of_url(s.url) AS url_hash
FROM s;
