-- What does every table, view and column mean, in a lake, which keeps no comments on the columns of views?
-- dialect.py puts the data dictionary of views/ and these comments in the two places marked.
CREATE OR REPLACE VIEW data_dictionary AS
SELECT d.relation, d.column_name, d.data_type, coalesce(d.comment, c.comment) AS comment
FROM (/*dictionary*/) AS d
LEFT JOIN (VALUES /*comments*/) AS c (relation, column_name, comment)
  ON c.relation = d.relation AND c.column_name = d.column_name
ORDER BY d.relation, d.column_name NULLS FIRST;
COMMENT ON VIEW data_dictionary IS 'What every table, view and column means.';
