-- Keep what a person decided about a translation; the last word counts.
-- In: rows (one decision).
MERGE INTO core.translation_decision AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
ON t.article_id = s.article_id::UUID AND t.content_sha256 = s.content_sha256 AND t.target_lang = s.target_lang
WHEN MATCHED THEN UPDATE SET
  verdict = s.verdict, decided_by = s.decided_by, decided_at = s.decided_at, note = s.note
WHEN NOT MATCHED THEN INSERT
  (article_id, content_sha256, target_lang, verdict, decided_by, decided_at, note)
VALUES
  (s.article_id::UUID, s.content_sha256, s.target_lang, s.verdict, s.decided_by, s.decided_at, s.note);
