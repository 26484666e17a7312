-- Forget what could be searched of articles whose text or language is another now; their postings then lead nowhere.
-- In: ids (of articles).
DELETE FROM core.search_doc WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
