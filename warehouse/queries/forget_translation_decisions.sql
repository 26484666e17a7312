-- Forget what people said of the translations of this article.
-- In: article_id.
DELETE FROM core.translation_decision WHERE article_id = $article_id::UUID;
