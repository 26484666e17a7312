-- Note which watchlists are listed no more: come back, they are looked for anew.
-- In: names (those that are).
UPDATE core.watchlist SET is_listed = false, definition_sha256 = ''
WHERE is_listed AND name NOT IN (SELECT unnest(from_json_strict($names, '["VARCHAR"]')));
