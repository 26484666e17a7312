-- Name the articles that are looked at now.
-- In: rows (article_id, is_waiting). Out: the table `watch_given`, for this session only.
CREATE OR REPLACE TEMP TABLE watch_given AS
SELECT g.article_id::UUID AS article_id, g.is_waiting FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g;
