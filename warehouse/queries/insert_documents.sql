-- Store the documents of `said`, which tokenize_texts made.
INSERT INTO core.search_doc BY NAME
SELECT doc, article_id, version, text_lang, published_on, len(terms) AS n_tokens FROM said ORDER BY doc;
