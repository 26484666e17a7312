-- Forget documents that are to be indexed anew; their postings then lead nowhere.
-- In: rows (article_id, version, text_lang).
DELETE FROM core.search_doc AS d
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE d.article_id = s.article_id::UUID AND d.version = s.version AND d.text_lang = s.text_lang;
