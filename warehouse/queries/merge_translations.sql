-- Store translations; an equal one is left as it is, and one that was made is not replaced by one that waits.
-- In: rows (translations, one a content and target language).
MERGE INTO core.translation AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
ON t.article_id = s.article_id::UUID AND t.content_sha256 = s.content_sha256 AND t.target_lang = s.target_lang
WHEN MATCHED AND (s.status = 'ok' OR t.status <> 'ok')
  AND (t.status, t.engine, t.engine_version, t.title, t.body, t.detail)
      IS DISTINCT FROM (s.status, s.engine, s.engine_version, s.title, s.body, s.detail)
THEN UPDATE SET
  source_lang = s.source_lang, status = s.status, engine = s.engine, engine_version = s.engine_version,
  translated_at = s.translated_at, translated_on = s.translated_at::DATE, title = s.title, body = s.body,
  token_score = s.token_score, detail = s.detail
WHEN NOT MATCHED THEN INSERT
  (article_id, content_sha256, source_lang, target_lang, status, engine, engine_version, translated_at, translated_on,
   title, body, token_score, detail)
VALUES
  (s.article_id::UUID, s.content_sha256, s.source_lang, s.target_lang, s.status, s.engine, s.engine_version,
   s.translated_at, s.translated_at::DATE, s.title, s.body, s.token_score, s.detail);
