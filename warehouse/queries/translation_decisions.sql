-- What did people say of the translations of this article?
-- In: article_id. Out: every field of a decision about a translation, oldest first.
SELECT article_id, content_sha256, target_lang, verdict, decided_by, decided_at, note
FROM core.translation_decision
WHERE article_id = $article_id::UUID
ORDER BY decided_at, target_lang;
