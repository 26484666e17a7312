-- Who changed an article after publishing it, without saying so?
-- For: journalists, researchers.
-- Edit: since, until: days the change was seen, both included.
WITH asked AS (SELECT DATE '2026-01-01' AS since, DATE '2099-12-31' AS until)
SELECT publisher, title_before, title_after, n_words_before, n_words_after, is_silent, url
FROM edits
WHERE observed_on BETWEEN (SELECT since FROM asked) AND (SELECT until FROM asked)
ORDER BY observed_at DESC, url;
