-- What do these articles tell, as the grouping compares it?
-- What is read is found by rowid: a filter on ids alone decompresses texts, addresses and titles of all articles. A text is
-- looked for on the day of its article, and what stands in it on its day, so that the ids of other days are not unpacked;
-- a text that lay under another day would be looked for among all.
-- Articles are looked for among the newest first: all others are looked through for what is not there.
-- In: ids. Out: every field of a telling; by date, then address.
WITH chosen AS MATERIALIZED (SELECT unnest(from_json_strict($ids, '["UUID"]')) AS article_id),
near AS MATERIALIZED (
  SELECT rowid AS place, article_id FROM core.article
  WHERE rowid >= (SELECT count(*) FROM core.article) - 50000 AND article_id IN (SELECT article_id FROM chosen)
),
article AS MATERIALIZED (
  SELECT article_id, version, url, publisher, owner_group, lang, title, published_at, published_on, content_sha256
  FROM core.article
  WHERE rowid IN (
    SELECT place FROM near
    UNION ALL
    SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM chosen ANTI JOIN near USING (article_id))
  )
),
placed AS MATERIALIZED (
  SELECT rowid AS place, article_id, version FROM core.article_text
  WHERE published_on IN (SELECT published_on FROM article) AND article_id IN (SELECT article_id FROM article)
),
text AS MATERIALIZED (
  SELECT article_id, version, published_on, body FROM core.article_text
  WHERE rowid IN (
    SELECT place FROM placed
    UNION ALL
    SELECT rowid FROM core.article_text
    WHERE article_id IN (SELECT article_id FROM article ANTI JOIN placed USING (article_id, version))
  )
),
bridge AS (
  SELECT t.article_id, t.content_sha256, t.target_lang, t.title, t.body
  FROM core.translation AS t
  WHERE t.status IN ('ok', 'gist')
    AND t.rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM chosen))
  QUALIFY row_number() OVER (PARTITION BY t.article_id, t.content_sha256 ORDER BY t.translated_at DESC, t.target_lang) = 1
),
credits AS (
  SELECT article_id, version,
    list({kind: kind, quote: quote, span_start: span_start, span_end: span_end, name: name, organisation: organisation,
          url: url, confidence: confidence} ORDER BY position) AS found
  FROM core.credit
  WHERE rowid IN (SELECT rowid FROM core.credit WHERE published_on IN (SELECT published_on FROM text)
    AND article_id IN (SELECT article_id FROM chosen))
  GROUP BY article_id, version
),
defects AS (
  SELECT article_id, version,
    list({code: code, field: field, found: found, span_start: span_start, span_end: span_end, repaired: repaired,
          rule_version: rule_version} ORDER BY position) AS found
  FROM core.defect
  WHERE rowid IN (SELECT rowid FROM core.defect WHERE published_on IN (SELECT published_on FROM text)
    AND article_id IN (SELECT article_id FROM chosen))
  GROUP BY article_id, version
),
links AS (
  SELECT article_id, version, list({url: url, anchor: anchor, position: position} ORDER BY position) AS found
  FROM core.link
  WHERE rowid IN (SELECT rowid FROM core.link WHERE published_on IN (SELECT published_on FROM text)
    AND article_id IN (SELECT article_id FROM chosen))
  GROUP BY article_id, version
)
SELECT
  a.article_id, a.url, a.publisher, a.owner_group, a.lang, a.title, x.body, a.published_at, a.content_sha256,
  c.found AS credits, d.found AS defects, l.found AS links, p.target_lang AS pivot_lang,
  coalesce(p.title, '') AS pivot_title, coalesce(p.body, '') AS pivot_body
FROM article AS a
JOIN text AS x ON x.article_id = a.article_id AND x.version = a.version
LEFT JOIN bridge AS p ON p.article_id = a.article_id AND p.content_sha256 = a.content_sha256
LEFT JOIN credits AS c ON c.article_id = a.article_id AND c.version = a.version
LEFT JOIN defects AS d ON d.article_id = a.article_id AND d.version = a.version
LEFT JOIN links AS l ON l.article_id = a.article_id AND l.version = a.version
ORDER BY a.published_at NULLS LAST, a.url;
