-- BM25 (Robertson and Zaragoza, 2009; k1 1.2, b .75) over the postings. Every word of the question must stand in the text.
-- Of a single word that most texts hold, the 100,000 that hold it most often are looked at.
-- A document is an article or a translation of it; the better of the two stands for the article.
-- What the answer shows is read by rowid: read by id, the titles and addresses of all articles would be unpacked.
CREATE OR REPLACE MACRO search(q, lim := 20, since := DATE '0001-01-01', until := DATE '9999-12-31') AS TABLE
WITH asked AS (SELECT DISTINCT unnest(tokens(q)) AS term),
corpus AS (SELECT count(*) AS n_docs, avg(n_tokens) AS mean_tokens FROM core.search_doc),
held AS (
  SELECT p.n_times, sum(p.n_docs) OVER (PARTITION BY p.term) AS n_docs, p.docs,
    sum(p.n_docs) OVER (PARTITION BY p.term ORDER BY p.n_times DESC) - p.n_docs AS n_docs_better
  FROM core.search_posting AS p WHERE p.term IN (SELECT term FROM asked)
),
hit AS (
  SELECT n_times, n_docs, unnest(docs) AS doc FROM held
  WHERE n_docs_better < 100_000 OR (SELECT count(*) FROM asked) > 1
),
scored AS (
  SELECT h.doc,
    sum(ln((c.n_docs - h.n_docs + 0.5) / (h.n_docs + 0.5) + 1) * h.n_times * 2.2
      / (h.n_times + 1.2 * (0.25 + 0.75 * d.n_tokens / c.mean_tokens))) AS score,
    any_value(d.article_id) AS article_id, any_value(d.version) AS version
  FROM hit AS h
  JOIN core.search_doc AS d ON d.doc = h.doc
  CROSS JOIN corpus AS c
  WHERE d.published_on BETWEEN since AND until
  GROUP BY h.doc
  HAVING count(*) = (SELECT count(*) FROM asked)
),
best AS MATERIALIZED (
  SELECT article_id, version, max(score) AS score FROM scored GROUP BY ALL ORDER BY score DESC, article_id LIMIT 4 * lim
),
newest AS MATERIALIZED (
  SELECT b.article_id, b.score FROM best AS b
  SEMI JOIN (SELECT article_id, version FROM core.article WHERE article_id IN (SELECT article_id FROM best)) AS a
    ON a.article_id = b.article_id AND a.version = b.version
  ORDER BY b.score DESC, b.article_id
  LIMIT lim
),
told AS MATERIALIZED (
  SELECT article_id, published_at, published_on, lang, publisher, title, url FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM newest))
),
member AS MATERIALIZED (
  SELECT article_id, story_id FROM core.story_member WHERE article_id IN (SELECT article_id FROM newest)
)
SELECT a.article_id, round(b.score, 3) AS score, a.published_at, a.lang, a.publisher, a.title, a.url, m.story_id
FROM newest AS b
JOIN told AS a ON a.article_id = b.article_id
LEFT JOIN member AS m ON m.article_id = b.article_id
ORDER BY b.score DESC, a.published_on DESC, a.url;
COMMENT ON MACRO TABLE search IS 'Articles whose text, or its translation, holds every word asked for, the best first: FROM search(''intelligence artificielle'', lim := 20, since := DATE ''2026-11-01'').';
