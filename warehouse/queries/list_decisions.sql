-- What did people decide, on which article, and why?
-- Out: when, who, what, on which article, about what, why; the newest first.
SELECT decided_at, decided_by, decision, title AS article, url,
  concat_ws(CASE decision WHEN 'confirm' THEN ' of ' ELSE ', ' END, replace(relation, '_', ' '), verdict, lang,
    CASE decision WHEN 'merge' THEN 'with ' WHEN 'split' THEN 'from ' ELSE '' END || '“' || other_title || '”') AS as_what,
  note
FROM decisions
ORDER BY decided_at DESC, url, decision;
