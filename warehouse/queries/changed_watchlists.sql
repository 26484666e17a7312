-- Which watchlists look for something else than when they were last looked for over their window?
-- In: rows (name, definition_sha256). Out: name.
SELECT g.name
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g
LEFT JOIN core.watchlist AS w ON w.name = g.name
WHERE w.definition_sha256 IS DISTINCT FROM g.definition_sha256
ORDER BY g.name;
