-- Who changed an article after publishing it, and did the page say so?
-- For: journalists, researchers.
-- Edit: the days the change was seen, both included.
SELECT publisher, title_before, title_after, n_words_before, n_words_after, is_silent, url
FROM edits
WHERE observed_on BETWEEN DATE '2026-01-01' AND DATE '2099-12-31'
ORDER BY observed_at DESC, url;
