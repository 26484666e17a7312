-- What do these articles say in their newest version?
-- Texts are found by rowid, before they are joined: a filter on their ids, or a join, decompresses all of them. A text lies
-- under the day of its article, so that the ids of other days are not read; one that did not would be looked for among all.
-- In: rows (article_id, version, published_on). Out: article_id, body.
WITH given AS MATERIALIZED (
  SELECT article_id::UUID AS article_id, version, published_on
  FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
),
placed AS MATERIALIZED (
  SELECT rowid AS place, article_id, version FROM core.article_text
  WHERE published_on IN (SELECT published_on FROM given) AND article_id IN (SELECT article_id FROM given)
),
text AS MATERIALIZED (
  SELECT article_id, version, body FROM core.article_text
  WHERE rowid IN (
    SELECT place FROM placed
    UNION ALL
    SELECT rowid FROM core.article_text WHERE article_id IN (SELECT article_id FROM given ANTI JOIN placed USING (article_id, version))
  )
)
SELECT x.article_id::VARCHAR AS article_id, x.body
FROM text AS x
JOIN given AS g ON g.article_id = x.article_id AND g.version = x.version;
