-- Record the segment that holds the documents of `said`.
INSERT INTO core.search_segment BY NAME
SELECT (SELECT coalesce(max(segment) + 1, 0) FROM core.search_segment) AS segment, min(doc) AS first_doc, count(*) AS n_docs FROM said;
