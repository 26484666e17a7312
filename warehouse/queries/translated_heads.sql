-- Of these articles, which still have the content that was translated?
-- In: rows (article_id, sha). Out: article_id, version, published_on.
SELECT a.article_id, a.version, a.published_on
FROM core.article AS a
JOIN (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON a.article_id = s.article_id::UUID AND a.content_sha256 = s.sha;
