-- BM25 (Robertson and Zaragoza, 2009; k1 1.2, b .75) over the postings. Every word of the question must stand in the text.
-- Of a single word that most texts hold, the 100,000 that hold it most often are looked at.
-- A document is an article or a translation of it; the better of the two stands for the article.
-- What the answer shows is read by rowid: read by id, the titles and addresses of all articles would be unpacked.
-- The words' lists are read for themselves: joined first, three searches in a query would read all lists there are, once.
CREATE OR REPLACE MACRO search(q, lim := 20, since := DATE '0001-01-01', until := DATE '9999-12-31') AS TABLE
WITH asked AS (SELECT DISTINCT unnest(tokens(q)) AS term),
corpus AS MATERIALIZED (SELECT count(*) AS n_docs, avg(n_tokens) AS mean_tokens FROM core.search_doc),
listed AS MATERIALIZED (
  SELECT segment, term, n_times, n_docs, docs FROM core.search_posting WHERE term IN (SELECT term FROM asked)
),
held AS (
  SELECT p.n_times, sum(p.n_docs) OVER (PARTITION BY p.term) AS n_docs, p.docs, s.first_doc, s.n_docs AS n_docs_of_all,
    sum(p.n_docs) OVER (PARTITION BY p.term ORDER BY p.n_times DESC) - p.n_docs AS n_docs_better
  FROM listed AS p
  JOIN core.search_segment AS s ON s.segment = p.segment
),
hit AS (
  SELECT n_times, n_docs, (first_doc + unnest(docs) % n_docs_of_all)::INTEGER AS doc FROM held
  WHERE n_docs_better < 100_000 OR (SELECT count(*) FROM asked) > 1
),
-- One row a document before it is joined, and none without all the words: the join would read all documents for each.
weighed AS MATERIALIZED (
  SELECT h.doc, list({n_times: h.n_times, rarity: ln((c.n_docs - h.n_docs + 0.5) / (h.n_docs + 0.5) + 1)}) AS words
  FROM hit AS h
  CROSS JOIN corpus AS c
  GROUP BY h.doc
  HAVING count(*) = (SELECT count(*) FROM asked)
),
scored AS (
  SELECT d.article_id, d.version, list_sum(list_transform(h.words, lambda w:
    w.rarity * w.n_times * 2.2 / (w.n_times + 1.2 * (0.25 + 0.75 * d.n_tokens / c.mean_tokens)))) AS score
  FROM weighed AS h
  JOIN core.search_doc AS d ON d.doc = h.doc
  CROSS JOIN corpus AS c
  WHERE d.published_on BETWEEN since AND until
),
best AS MATERIALIZED (
  SELECT article_id, version, max(score) AS score FROM scored GROUP BY ALL ORDER BY score DESC, article_id LIMIT 4 * lim
),
stored AS MATERIALIZED (
  SELECT rowid AS place, article_id, version FROM core.article WHERE article_id IN (SELECT article_id FROM best)
),
newest AS MATERIALIZED (
  SELECT a.place, b.article_id, b.score
  FROM best AS b
  JOIN stored AS a ON a.article_id = b.article_id AND a.version = b.version
  ORDER BY b.score DESC, b.article_id
  LIMIT lim
),
told AS MATERIALIZED (
  SELECT article_id, published_at, published_on, lang, publisher, title, url FROM core.article
  WHERE rowid IN (SELECT place FROM newest)
),
member AS MATERIALIZED (
  SELECT article_id, story_id FROM core.story_member
  WHERE rowid IN (SELECT rowid FROM core.story_member WHERE article_id IN (SELECT article_id FROM newest))
)
SELECT a.article_id, round(b.score, 3) AS score, a.published_at, a.lang, a.publisher, a.title, a.url, m.story_id
FROM newest AS b
JOIN told AS a ON a.article_id = b.article_id
LEFT JOIN member AS m ON m.article_id = b.article_id
ORDER BY b.score DESC, a.published_on DESC, a.url;
COMMENT ON MACRO TABLE search IS 'Articles whose text, or its translation, holds every word asked for, the best first: FROM search(''intelligence artificielle'', lim := 20, since := DATE ''2026-11-01'').';
