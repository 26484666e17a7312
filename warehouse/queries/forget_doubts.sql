-- Forget the doubtful sentences of translations that are stored anew.
-- In: rows (article_id, content_sha256, target_lang).
DELETE FROM core.doubtful_sentence AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE t.article_id = s.article_id::UUID AND t.content_sha256 = s.content_sha256 AND t.target_lang = s.target_lang;
