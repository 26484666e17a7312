-- Write the words of several segments, whose documents follow on each other, as one; the old rows are deleted after.
-- In: segment (the new one), merged (the old ones).
INSERT INTO core.search_posting BY NAME
SELECT $segment::INTEGER AS segment, term, n_times, sum(n_docs)::INTEGER AS n_docs, flatten(list(docs ORDER BY docs[1])) AS docs
FROM core.search_posting
WHERE segment IN (SELECT unnest(from_json_strict($merged, '["INTEGER"]')))
GROUP BY term, n_times
ORDER BY term, n_times;
