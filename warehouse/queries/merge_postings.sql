-- Write the words of several segments, whose documents follow on each other, as one; the old rows are deleted after.
-- Their numbers are those of insert_postings, counted anew: one addition takes each from its old row to its new one.
-- In: segment (the new one), merged (the old ones).
WITH part AS (
  SELECT segment, n_docs, first_doc - min(first_doc) OVER () AS n_before, sum(n_docs) OVER ()::BIGINT AS n_docs_of_all
  FROM core.search_segment
  WHERE segment IN (SELECT unnest(from_json_strict($merged, '["INTEGER"]')))
),
dealt AS (
  SELECT term, n_times, n_docs, (row_number() OVER (ORDER BY term, n_times) - 1) // 2048 AS share
  FROM (
    SELECT term, n_times, sum(n_docs)::INTEGER AS n_docs FROM core.search_posting
    WHERE segment IN (SELECT segment FROM part) GROUP BY term, n_times
  )
),
ranked AS (
  SELECT term, n_times, n_docs, row_number() OVER (ORDER BY share, floor(log2(n_docs)), term, n_times) - 1 AS place FROM dealt
),
moved AS (
  SELECT r.term, r.n_times, r.n_docs, r.place, s.n_before, p.docs,
    r.place * s.n_docs_of_all + s.n_before - p.docs[1] // s.n_docs * s.n_docs AS step
  FROM core.search_posting AS p
  JOIN part AS s ON s.segment = p.segment
  JOIN ranked AS r ON r.term = p.term AND r.n_times = p.n_times
)
INSERT INTO core.search_posting BY NAME
SELECT $segment::INTEGER AS segment, term, n_times, n_docs,
  flatten(list(list_transform(docs, lambda d: d + step) ORDER BY n_before)) AS docs
FROM moved
GROUP BY place, term, n_times, n_docs
ORDER BY place;
