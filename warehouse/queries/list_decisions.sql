-- What did people decide, on which article, and why?
-- A decision about a place or a language makes its article new to the grouping: until that is done, it is not carried out.
-- Out: when, who, what, on which article, about what, why, whether it is carried out; the newest first.
WITH waiting AS (
  SELECT q.article_id FROM core.queue AS q
  LEFT JOIN core.story_member AS m ON m.article_id = q.article_id
  WHERE q.stage = 'group' AND m.grouped_key IS NULL
)
SELECT decided_at, decided_by, decision, title AS article, url,
  concat_ws(CASE decision WHEN 'confirm' THEN ' of ' ELSE ', ' END, replace(relation, '_', ' '), verdict, lang,
    CASE decision WHEN 'merge' THEN 'with ' WHEN 'split' THEN 'from ' ELSE '' END || '“' || other_title || '”') AS as_what,
  note, decision = 'translation' OR article_id NOT IN (SELECT article_id FROM waiting) AS is_carried_out
FROM decisions
ORDER BY decided_at DESC, url, decision;
