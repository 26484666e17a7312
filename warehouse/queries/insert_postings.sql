-- Store the words of `said` as the newest segment. Rows are by the number of times, so that it is stored once a row and
-- not once a document: 130 bytes an article less.
WITH held AS (
  SELECT doc, term, least(count(*), 16) AS n_times FROM (SELECT doc, unnest(terms) AS term FROM said) GROUP BY doc, term
)
INSERT INTO core.search_posting BY NAME
SELECT (SELECT coalesce(max(segment) + 1, 0) FROM core.search_segment) AS segment, term, n_times, count(*) AS n_docs,
  list(doc ORDER BY doc) AS docs
FROM held
GROUP BY term, n_times
ORDER BY term, n_times;
