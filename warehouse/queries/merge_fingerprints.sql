-- Store what articles are found by; one that is as it was is left untouched.
-- What is stored is found and compared in the source; the MERGE goes by its rowid (-1: there is none, and none
-- is read), and reads no id of the others.
-- In: rows (article_id, lang, paragraphs, furniture, marks, grams).
MERGE INTO core.fingerprint AS t
USING (
  WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)),
  told AS MATERIALIZED (
    SELECT article_id, published_on FROM core.article
    WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id::UUID FROM given))
  ),
  stored AS MATERIALIZED (
    SELECT rowid AS place, article_id, published_on, lang, paragraphs, furniture, marks, grams FROM core.fingerprint
    WHERE rowid IN (SELECT rowid FROM core.fingerprint WHERE article_id IN (SELECT article_id::UUID FROM given))
  ),
  found AS (
    SELECT g.article_id::UUID AS article_id, a.published_on, g.lang, g.paragraphs::UINTEGER[] AS paragraphs,
      g.furniture::UINTEGER[] AS furniture, g.marks::UINTEGER[] AS marks, g.grams::UINTEGER[] AS grams,
      md5_number_lower(concat_ws('|', a.article_id, a.published_on, g.lang, (g.marks::UINTEGER[])::VARCHAR, (g.grams::UINTEGER[])::VARCHAR))
        AS digest
    FROM given AS g JOIN told AS a ON a.article_id = g.article_id::UUID
  )
  SELECT f.*, coalesce(t.place, -1) AS place FROM found AS f
  LEFT JOIN stored AS t ON t.article_id = f.article_id
  WHERE t.article_id IS NULL
    OR (t.published_on, t.lang, t.paragraphs, t.furniture, t.marks, t.grams)
       IS DISTINCT FROM (f.published_on, f.lang, f.paragraphs, f.furniture, f.marks, f.grams)
) AS s
ON t.rowid = s.place
WHEN MATCHED THEN UPDATE SET
  published_on = s.published_on, lang = s.lang, paragraphs = s.paragraphs, furniture = s.furniture, marks = s.marks,
  grams = s.grams, digest = s.digest
WHEN NOT MATCHED THEN INSERT (article_id, published_on, lang, paragraphs, furniture, marks, grams, digest)
VALUES (s.article_id, s.published_on, s.lang, s.paragraphs, s.furniture, s.marks, s.grams, s.digest);
