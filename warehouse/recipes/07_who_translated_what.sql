-- Who translated or adapted what, by name?
-- For: rights departments, translators.
-- Edit: since, until: days, both included.
WITH asked AS (SELECT DATE '2026-11-01' AS since, DATE '2026-11-30' AS until)
SELECT coalesce(c.name, c.organisation) AS who, c.kind, c.publisher, c.lang, c.quote
FROM credits AS c
WHERE c.published_on BETWEEN (SELECT since FROM asked) AND (SELECT until FROM asked) AND c.kind IN ('translated_by', 'adapted_by')
ORDER BY who, c.publisher, c.url, c.kind;
