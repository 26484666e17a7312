-- In which months does a relation have rows, and how many?
-- In: relation, day (a column), since and until (NULL: open; a bound leaves out what has no day).
-- Out: first day of the month (NULL: no day), rows.
SELECT date_trunc('month', dated.day)::DATE AS month, count(*)
FROM (SELECT COLUMNS(lambda c: c = $day) AS day FROM query_table($relation)) AS dated
WHERE ($since IS NULL OR dated.day >= $since::DATE) AND ($until IS NULL OR dated.day <= $until::DATE)
GROUP BY month
ORDER BY month NULLS LAST;
