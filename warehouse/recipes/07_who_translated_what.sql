-- Who translated or adapted what, by name?
-- For: rights departments, translators.
-- Edit: the days, both included.
SELECT coalesce(c.name, c.organisation) AS who, c.kind, c.publisher, c.lang, c.quote
FROM credits AS c
WHERE c.published_on BETWEEN DATE '2026-11-01' AND DATE '2026-11-30' AND c.kind IN ('translated_by', 'adapted_by')
ORDER BY who, c.publisher, c.url, c.kind;
