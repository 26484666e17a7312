-- Keep sentences that were translated, each way once: another run may have translated the same meanwhile.
-- In: rows (of one way), day.
INSERT INTO core.translation_memory BY NAME
WITH given AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2))
SELECT g.source_lang, g.target_lang, g.engine_version, g.engine_settings, g.sentence_hash::UUID AS sentence_hash,
  g.target, g.log_probability, g.n_tokens, g.is_cut, $day::DATE AS made_on
FROM given AS g
WHERE NOT EXISTS (
  SELECT 1 FROM core.translation_memory AS m
  WHERE m.sentence_hash = g.sentence_hash::UUID AND m.source_lang = g.source_lang AND m.target_lang = g.target_lang
    AND m.engine_version = g.engine_version AND m.engine_settings = g.engine_settings);
