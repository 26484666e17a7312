-- Store translations; an equal one is left as it is, and none is replaced by less than it is: what was made by what waits,
-- a whole text by its lead.
-- What is stored is found and compared in the source; the MERGE goes by its rowid (-1: there is none, and none
-- is read), and reads no id of the others.
-- In: rows (translations, one a content and target language).
MERGE INTO core.translation AS t
USING (
  WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)),
  stored AS MATERIALIZED (
    SELECT rowid AS place, article_id, content_sha256, target_lang, status, engine, engine_version, engine_settings, title, body, detail,
      n_sentences, n_flagged, is_doubtful, doubt,
      CASE status WHEN 'ok' THEN 3 WHEN 'lead' THEN 2 WHEN 'lead_only' THEN 2 WHEN 'gist' THEN 1 ELSE 0 END AS rank
    FROM core.translation
    WHERE rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id::UUID FROM given))
  ),
  ranked AS (
    SELECT given.*,
      CASE status WHEN 'ok' THEN 3 WHEN 'lead' THEN 2 WHEN 'lead_only' THEN 2 WHEN 'gist' THEN 1 ELSE 0 END AS rank
    FROM given
  )
  SELECT g.*, coalesce(t.place, -1) AS place FROM ranked AS g
  LEFT JOIN stored AS t
    ON t.article_id = g.article_id::UUID AND t.content_sha256 = g.content_sha256 AND t.target_lang = g.target_lang
  WHERE t.article_id IS NULL
    OR (g.rank >= t.rank
        AND (t.status, t.engine, t.engine_version, t.engine_settings, t.title, t.body, t.detail,
              t.n_sentences, t.n_flagged, t.is_doubtful, t.doubt)
            IS DISTINCT FROM (g.status, g.engine, g.engine_version, g.engine_settings, g.title, g.body, g.detail,
              g.n_sentences, g.n_flagged, g.is_doubtful, g.doubt))
) AS s
ON t.rowid = s.place
WHEN MATCHED THEN UPDATE SET
  source_lang = s.source_lang, status = s.status, engine = s.engine, engine_version = s.engine_version,
  engine_settings = s.engine_settings, translated_at = s.translated_at, translated_on = s.translated_at::DATE,
  title = s.title, body = s.body, token_score = s.token_score, detail = s.detail, n_sentences = s.n_sentences,
  n_flagged = s.n_flagged, is_doubtful = s.is_doubtful, doubt = s.doubt
WHEN NOT MATCHED THEN INSERT
  (article_id, content_sha256, source_lang, target_lang, status, engine, engine_version, engine_settings, translated_at,
   translated_on, title, body, token_score, detail, n_sentences, n_flagged, is_doubtful, doubt)
VALUES
  (s.article_id::UUID, s.content_sha256, s.source_lang, s.target_lang, s.status, s.engine, s.engine_version,
   s.engine_settings, s.translated_at, s.translated_at::DATE, s.title, s.body, s.token_score, s.detail,
   s.n_sentences, s.n_flagged, s.is_doubtful, s.doubt);
