-- What does every table, view, column and macro mean, in a lake, which keeps no comments on macros and on the columns of views?
-- dialect.py puts the data dictionary of views/ and these comments in the two places marked.
CREATE OR REPLACE VIEW data_dictionary AS
SELECT d.relation, d.column_name, d.data_type, coalesce(d.comment, c.comment) AS comment
FROM (/*dictionary*/) AS d
LEFT JOIN (VALUES /*comments*/) AS c (name, column_name, comment)
  ON c.name = CASE d.data_type WHEN 'macro' THEN split_part(d.relation, '(', 1) ELSE d.relation END
  AND c.column_name IS NOT DISTINCT FROM d.column_name
ORDER BY d.relation, d.column_name NULLS FIRST;
COMMENT ON VIEW data_dictionary IS 'What every table, view, column and macro means.';
