-- Give articles the language that a person said; what was found stays in the reason.
-- In: rows (overrides that decide a language).
UPDATE core.article AS a
SET lang = s.lang, lang_confidence = 1, updated_at = s.decided_at,
    lang_reason = concat('decided by ', s.decided_by, '; ', regexp_replace(a.lang_reason, '^decided by [^;]*; ', ''))
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
WHERE a.article_id = s.article_id::UUID;
