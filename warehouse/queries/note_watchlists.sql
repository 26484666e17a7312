-- Note what each watchlist looks for, now that it was looked for over its window.
-- In: rows (name, definition_sha256), now.
MERGE INTO core.watchlist AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
ON t.name = s.name
WHEN MATCHED AND (t.definition_sha256 <> s.definition_sha256 OR NOT t.is_listed)
THEN UPDATE SET definition_sha256 = s.definition_sha256, is_listed = true, since = $now
WHEN NOT MATCHED THEN INSERT (name, definition_sha256, is_listed, since) VALUES (s.name, s.definition_sha256, true, $now);
