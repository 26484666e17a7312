-- Sentences that were translated are not translated again: not in another run, nor in a copy of the article, nor in what a
-- correction left as it was. And a translation says with which settings it was made, so that it can be told from what today's
-- would make.
-- A sentence is named by 128 bits of its hash: it is met among all sentences there are, and whoever finds two texts with one
-- name could have the translation of one shown for the other. Sentences of an article lie together, so zstd has something
-- to work on. What is no longer made so (another package, other settings) is told by made_on, for a later clean-up.

CREATE TABLE core.translation_memory (
  source_lang VARCHAR NOT NULL, target_lang VARCHAR NOT NULL, engine_version VARCHAR NOT NULL,
  engine_settings VARCHAR NOT NULL, sentence_hash UUID NOT NULL, target VARCHAR NOT NULL USING COMPRESSION zstd,
  log_probability DOUBLE, n_tokens INTEGER NOT NULL, is_cut BOOLEAN NOT NULL, made_on DATE NOT NULL);
COMMENT ON TABLE core.translation_memory IS 'Sentences that were translated, so that none is translated twice.';
COMMENT ON COLUMN core.translation_memory.source_lang IS 'Language of the sentence, without its region.';
COMMENT ON COLUMN core.translation_memory.target_lang IS 'Language it was translated into, without its region.';
COMMENT ON COLUMN core.translation_memory.engine_version IS 'Package and its version; of a chain, both.';
COMMENT ON COLUMN core.translation_memory.engine_settings IS 'The settings that decide what comes out, and the version of the rule.';
COMMENT ON COLUMN core.translation_memory.sentence_hash IS 'SHA-256 (128 bits) of the sentence as it stands.';
COMMENT ON COLUMN core.translation_memory.target IS 'The sentence in the target language.';
COMMENT ON COLUMN core.translation_memory.log_probability IS 'Log-probability of the target, all tokens together; NULL: the engine does not say.';
COMMENT ON COLUMN core.translation_memory.n_tokens IS 'Tokens decoded for it.';
COMMENT ON COLUMN core.translation_memory.is_cut IS 'Whether the decoder ran into its limit, so that the end may lack.';
COMMENT ON COLUMN core.translation_memory.made_on IS 'Day it was translated, UTC.';

ALTER TABLE core.translation ADD COLUMN engine_settings VARCHAR;
COMMENT ON COLUMN core.translation.status IS 'ok | lead (the body follows) | lead_only (the settings ask for no more) | gist (for grouping only) | pending_model';
COMMENT ON COLUMN core.translation.engine IS 'argos | libretranslate | apertium | none';
COMMENT ON COLUMN core.translation.engine_version IS 'Package and its version; of a chain through a third language, both.';
COMMENT ON COLUMN core.translation.engine_settings IS 'The settings that decide what comes out; NULL: made before they were kept.';
COMMENT ON COLUMN core.translation.title IS 'Translated title.';
COMMENT ON COLUMN core.translation.body IS 'Translated text; of a lead, its opening alone.';

INSERT INTO core.contract VALUES
  ('core.translation_memory', ['source_lang', 'target_lang', 'engine_version', 'engine_settings', 'sentence_hash'],
   'one row per sentence and way of translating it');
