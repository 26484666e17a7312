-- Which articles do credits of these link to, and which have a credit that links to one of these, however far apart they are?
-- What is read is found by hash and by rowid; credits of versions that were replaced say nothing any more.
-- In: ids. Out: article_id (of the one that has the credit), other_id.
WITH asked AS MATERIALIZED (
  SELECT article_id, version, url, url_hash, published_on FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
),
said AS MATERIALIZED (
  SELECT article_id, version, url, url_hash FROM core.credit
  WHERE rowid IN (
    SELECT rowid FROM core.credit WHERE url_hash IS NOT NULL AND published_on IN (SELECT published_on FROM asked)
      AND article_id IN (SELECT article_id FROM asked)
    UNION
    SELECT rowid FROM core.credit WHERE url_hash IN (SELECT url_hash FROM asked))
),
near AS MATERIALIZED (
  SELECT article_id, version, url, url_hash FROM core.article
  WHERE rowid IN (
    SELECT rowid FROM core.article WHERE url_hash IN (SELECT url_hash FROM said)
    UNION
    SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM said))
)
SELECT DISTINCT s.article_id::VARCHAR, o.article_id::VARCHAR
FROM said AS s
JOIN near AS c ON c.article_id = s.article_id AND c.version = s.version
JOIN near AS o ON o.url_hash = s.url_hash AND o.url = s.url
WHERE o.article_id <> s.article_id
ORDER BY ALL;
