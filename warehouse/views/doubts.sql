-- What rules doubt and what people doubt are found apart: in one, every translation would be looked up among the decisions.
CREATE OR REPLACE VIEW doubtful_translations AS
SELECT t.article_id, t.content_sha256, t.source_lang, t.target_lang, t.n_sentences, t.n_flagged, t.token_score, t.doubt,
  'rule' AS decided_by, t.engine_version, t.translated_at
FROM core.translation AS t
LEFT JOIN core.translation_decision AS d
  ON d.article_id = t.article_id AND d.content_sha256 = t.content_sha256 AND d.target_lang = t.target_lang
WHERE t.is_doubtful AND d.verdict IS NULL
UNION ALL
SELECT t.article_id, t.content_sha256, t.source_lang, t.target_lang, t.n_sentences, t.n_flagged, t.token_score,
  concat(d.decided_by, ' says it is wrong', CASE WHEN d.note <> '' THEN ': ' END, d.note) AS doubt,
  'person' AS decided_by, t.engine_version, t.translated_at
FROM core.translation_decision AS d
JOIN core.translation AS t
  ON t.article_id = d.article_id AND t.content_sha256 = d.content_sha256 AND t.target_lang = d.target_lang
WHERE d.verdict = 'wrong';
COMMENT ON VIEW doubtful_translations IS 'Translations not to trust as a whole, of newest and past versions: by what the rules and the model say, or by a person''s word.';
COMMENT ON COLUMN doubtful_translations.article_id IS 'The article.';
COMMENT ON COLUMN doubtful_translations.content_sha256 IS 'The content that was translated.';
COMMENT ON COLUMN doubtful_translations.source_lang IS 'Language of the article.';
COMMENT ON COLUMN doubtful_translations.target_lang IS 'Language of the translation.';
COMMENT ON COLUMN doubtful_translations.n_sentences IS 'Sentences that were judged.';
COMMENT ON COLUMN doubtful_translations.n_flagged IS 'Of them, those with a gross fault.';
COMMENT ON COLUMN doubtful_translations.token_score IS 'Mean log-probability of a target token: higher is better.';
COMMENT ON COLUMN doubtful_translations.doubt IS 'Why.';
COMMENT ON COLUMN doubtful_translations.decided_by IS 'rule | person';
COMMENT ON COLUMN doubtful_translations.engine_version IS 'Package and its version.';
COMMENT ON COLUMN doubtful_translations.translated_at IS 'When, UTC.';

CREATE OR REPLACE VIEW doubtful_sentences AS
SELECT s.article_id, a.published_on, a.publisher, t.source_lang, s.target_lang, s.field, s.position, s.source, s.target,
  s.faults, s.reasons, s.token_score, coalesce(d.verdict = 'wrong', t.is_doubtful) AS is_translation_doubtful,
  t.engine_version, a.url
FROM core.doubtful_sentence AS s
JOIN core.translation AS t
  ON t.article_id = s.article_id AND t.content_sha256 = s.content_sha256 AND t.target_lang = s.target_lang
JOIN core.article AS a ON a.article_id = s.article_id AND a.content_sha256 = s.content_sha256
LEFT JOIN core.translation_decision AS d
  ON d.article_id = s.article_id AND d.content_sha256 = s.content_sha256 AND d.target_lang = s.target_lang
WHERE d.verdict IS DISTINCT FROM 'right';
COMMENT ON VIEW doubtful_sentences IS 'Translated sentences of newest versions not to trust, each with the reasons; none of a translation that a person found right.';
COMMENT ON COLUMN doubtful_sentences.article_id IS 'The article.';
COMMENT ON COLUMN doubtful_sentences.published_on IS 'Day for time series.';
COMMENT ON COLUMN doubtful_sentences.publisher IS 'Outlet of the article.';
COMMENT ON COLUMN doubtful_sentences.source_lang IS 'Language of the article.';
COMMENT ON COLUMN doubtful_sentences.target_lang IS 'Language of the translation.';
COMMENT ON COLUMN doubtful_sentences.field IS 'title | body';
COMMENT ON COLUMN doubtful_sentences.position IS 'Which sentence of the field, from 0.';
COMMENT ON COLUMN doubtful_sentences.source IS 'The sentence.';
COMMENT ON COLUMN doubtful_sentences.target IS 'What was made of it.';
COMMENT ON COLUMN doubtful_sentences.faults IS 'length | numbers | names | repetition | untranslated | quotes | truncated | other_sentence | unsure (the model gave it little probability)';
COMMENT ON COLUMN doubtful_sentences.reasons IS 'One a fault: what was expected, and what is there.';
COMMENT ON COLUMN doubtful_sentences.token_score IS 'Mean log-probability of its tokens.';
COMMENT ON COLUMN doubtful_sentences.is_translation_doubtful IS 'Whether the translation is doubtful as a whole.';
COMMENT ON COLUMN doubtful_sentences.engine_version IS 'Package and its version.';
COMMENT ON COLUMN doubtful_sentences.url IS 'Canonical URL of the article.';
