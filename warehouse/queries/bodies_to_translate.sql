-- What do these articles say in their newest version?
-- Texts are found by rowid, before they are joined: a filter on their ids, or a join, decompresses all of them.
-- In: rows (article_id, version). Out: article_id, body.
WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)),
text AS MATERIALIZED (
  SELECT article_id, version, body FROM core.article_text
  WHERE rowid IN (SELECT rowid FROM core.article_text WHERE article_id IN (SELECT article_id::UUID FROM given))
)
SELECT x.article_id::VARCHAR AS article_id, x.body
FROM text AS x
JOIN given AS g ON g.article_id::UUID = x.article_id AND g.version = x.version;
