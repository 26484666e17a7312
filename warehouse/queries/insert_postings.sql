-- Store the words of `said` as the newest segment. Rows are by the number of times, so that it is stored once a row and
-- not once a document: 130 bytes an article less. Their numbers go on from row to row, and 2,048 rows at a time stand in
-- the order of how many documents they have: steps of one size are packed into as few bits as it needs, 80 bytes less.
-- All rows in that order would be as small, and a search would unpack nearly all lists there are to read a common word's.
WITH held AS (
  SELECT doc, term, least(count(*), 16) AS n_times FROM (SELECT doc, unnest(terms) AS term FROM said) GROUP BY doc, term
),
listed AS (
  SELECT term, n_times, count(*)::INTEGER AS n_docs, list_sort(list(doc::BIGINT)) AS docs FROM held GROUP BY term, n_times
),
dealt AS (
  SELECT term, n_times, n_docs, (row_number() OVER (ORDER BY term, n_times) - 1) // 2048 AS share FROM listed
),
ranked AS (
  SELECT term, n_times, row_number() OVER (ORDER BY share, floor(log2(n_docs)), term, n_times) - 1 AS place FROM dealt
),
batch AS (SELECT min(doc) AS first_doc, count(*) AS n_docs FROM said)
INSERT INTO core.search_posting BY NAME
SELECT (SELECT coalesce(max(segment) + 1, 0) FROM core.search_segment) AS segment, l.term, l.n_times, l.n_docs,
  list_transform(l.docs, lambda d: r.place * b.n_docs + d - b.first_doc) AS docs
FROM listed AS l
JOIN ranked AS r ON r.term = l.term AND r.n_times = l.n_times
CROSS JOIN batch AS b
ORDER BY r.place;
