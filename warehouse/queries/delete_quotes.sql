-- Remove the quotations of versions that were read anew.
-- In: rows (article_id, version).
DELETE FROM core.quote AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE t.article_id = s.article_id::UUID AND t.version = s.version;
