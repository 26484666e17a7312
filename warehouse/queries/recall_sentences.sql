-- Which of these sentences were translated this way before?
-- Found by rowid: a filter on the hash alone decompresses all texts.
-- In: hashes, source_lang, target_lang, engine_version, engine_settings. Out: the hash, and what was made of it.
SELECT sentence_hash::VARCHAR AS sentence_hash, target, log_probability, n_tokens, is_cut
FROM core.translation_memory
WHERE source_lang = $source_lang AND target_lang = $target_lang
  AND engine_version = $engine_version AND engine_settings = $engine_settings
  AND rowid IN (
    SELECT rowid FROM core.translation_memory
    WHERE sentence_hash IN (SELECT unnest(from_json_strict($hashes, '["UUID"]'))));
