-- Which translations not to trust, and which of their sentences: only those are stored, beside what is wrong with them.
-- What a person says of a translation is about a content and a language, whatever translates that content anew.

ALTER TABLE core.translation ADD COLUMN n_sentences INTEGER;
ALTER TABLE core.translation ADD COLUMN n_flagged INTEGER;
ALTER TABLE core.translation ADD COLUMN is_doubtful BOOLEAN;
ALTER TABLE core.translation ADD COLUMN doubt VARCHAR;
COMMENT ON COLUMN core.translation.n_sentences IS 'Sentences that were judged; NULL: it waits, or was made before sentences were judged.';
COMMENT ON COLUMN core.translation.n_flagged IS 'Of them, those with a gross fault.';
COMMENT ON COLUMN core.translation.is_doubtful IS 'Whether too many are flagged, or the model was too unsure; NULL: not judged.';
COMMENT ON COLUMN core.translation.doubt IS 'Why it is doubtful; empty or NULL where it is not.';

CREATE TABLE core.doubtful_sentence (
  article_id UUID NOT NULL, content_sha256 VARCHAR NOT NULL, target_lang VARCHAR NOT NULL, field VARCHAR NOT NULL,
  position INTEGER NOT NULL, source VARCHAR NOT NULL USING COMPRESSION zstd, target VARCHAR NOT NULL USING COMPRESSION zstd,
  faults VARCHAR[] NOT NULL, reasons VARCHAR[] NOT NULL, token_score DOUBLE);
COMMENT ON TABLE core.doubtful_sentence IS 'Translated sentences not to trust: those with a gross fault, and the few that the model was least sure of.';
COMMENT ON COLUMN core.doubtful_sentence.article_id IS 'The article.';
COMMENT ON COLUMN core.doubtful_sentence.content_sha256 IS 'The content that was translated.';
COMMENT ON COLUMN core.doubtful_sentence.target_lang IS 'BCP 47 tag.';
COMMENT ON COLUMN core.doubtful_sentence.field IS 'title | body';
COMMENT ON COLUMN core.doubtful_sentence.position IS 'Which sentence of the field, from 0.';
COMMENT ON COLUMN core.doubtful_sentence.source IS 'The sentence.';
COMMENT ON COLUMN core.doubtful_sentence.target IS 'What was made of it.';
COMMENT ON COLUMN core.doubtful_sentence.faults IS 'length | numbers | names | repetition | untranslated | quotes | truncated | other_sentence | unsure (the model gave it little probability)';
COMMENT ON COLUMN core.doubtful_sentence.reasons IS 'One a fault: what was expected, and what is there.';
COMMENT ON COLUMN core.doubtful_sentence.token_score IS 'Mean log-probability of its tokens; NULL: the engine does not say.';

CREATE TABLE core.translation_decision (
  article_id UUID NOT NULL, content_sha256 VARCHAR NOT NULL, target_lang VARCHAR NOT NULL, verdict VARCHAR NOT NULL,
  decided_by VARCHAR NOT NULL, decided_at TIMESTAMPTZ NOT NULL, note VARCHAR NOT NULL);
COMMENT ON TABLE core.translation_decision IS 'What people decided about translations; no rule ever undoes it.';
COMMENT ON COLUMN core.translation_decision.article_id IS 'The article.';
COMMENT ON COLUMN core.translation_decision.content_sha256 IS 'The content whose translation it is about.';
COMMENT ON COLUMN core.translation_decision.target_lang IS 'The language it was translated into, BCP 47.';
COMMENT ON COLUMN core.translation_decision.verdict IS 'right | wrong';
COMMENT ON COLUMN core.translation_decision.decided_by IS 'Who.';
COMMENT ON COLUMN core.translation_decision.decided_at IS 'When, UTC.';
COMMENT ON COLUMN core.translation_decision.note IS 'Why.';

INSERT INTO core.contract VALUES
  ('core.doubtful_sentence', ['article_id', 'content_sha256', 'target_lang', 'field', 'position'],
   'one row per sentence not to trust of a translation'),
  ('core.translation_decision', ['article_id', 'content_sha256', 'target_lang'],
   'one row per content and target language: the last word of a person');
