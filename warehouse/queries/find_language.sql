-- Give an article back the language that its text was found to be in.
-- In: article_id, lang, confidence, reason, now.
UPDATE core.article
SET lang = $lang, lang_confidence = $confidence, lang_reason = $reason, updated_at = $now
WHERE article_id = $article_id::UUID;
