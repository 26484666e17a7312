-- Cut texts into words and number them after every number there was: those of forgotten documents stand in postings.
-- In: rows (article_id, version, text_lang, published_on, title, body). Out: the table `said`, for this session only.
CREATE OR REPLACE TEMP TABLE said AS
SELECT (SELECT coalesce(max(first_doc + n_docs), 0) FROM core.search_segment) + (row_number() OVER ())::INTEGER - 1 AS doc, article_id::UUID AS article_id,
  version::INTEGER AS version, text_lang, published_on::DATE AS published_on, tokens(concat_ws(' ', title, title, title, body)) AS terms
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2));
