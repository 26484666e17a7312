-- What the background of tests/bench/story_costs.py is filled with, from its file of articles: as grouped, each with its pair.
INSERT INTO core.article BY NAME
SELECT article_id, url, 'outlet.example' AS host, article_id AS feed_id, article_id AS page_id, publisher, publisher AS owner_group,
  1 AS version, sha AS content_sha256, title, '' AS lead, 'en' AS lang, 0.99 AS lang_confidence, 'told' AS lang_reason,
  published_at, published_at::DATE AS published_on, 'page' AS published_source, 'full' AS status, 480 AS n_words,
  '1' AS extractor_version, published_at AS first_seen_at, article_id AS run_id
FROM background ORDER BY published_at;
INSERT INTO core.article_text BY NAME
SELECT article_id, 1 AS version, published_at::DATE AS published_on, body FROM background ORDER BY published_at;
INSERT INTO core.fingerprint BY NAME
SELECT article_id, published_at::DATE AS published_on, 'en' AS lang, paragraphs::UINTEGER[] AS paragraphs, []::UINTEGER[] AS furniture,
  marks::UINTEGER[] AS marks, grams::UINTEGER[] AS grams, hash(article_id) AS digest
FROM background ORDER BY published_at;
INSERT INTO core.story BY NAME
SELECT article_id AS story_id, article_id AS original_id, 'open' AS status, 1 AS n_articles, published_at AS first_published_at,
  published_at::DATE AS first_published_on, published_at::DATE AS last_published_on, published_at AS created_at, article_id AS run_id
FROM background ORDER BY published_at;
INSERT INTO core.story_member BY NAME
SELECT article_id, article_id AS story_id, 'original' AS relation, 1.0 AS confidence, ['told by nobody else'] AS reasons,
  $rule_version AS rule_version, 'rule' AS decided_by, published_at AS updated_at, article_id AS run_id, 1 AS grouped_key,
  $rule_version AS grouped_by
FROM background ORDER BY published_at;
INSERT INTO core.pair BY NAME
SELECT least(article_id, other_id) AS a_id, greatest(article_id, other_id) AS b_id, 'apart' AS decision, 0.2 AS likeness,
  false AS is_cross_language, MAP {'coverage': 0.1, 'cosine': 0.2} AS features, $rule_version AS rule_version,
  'as it was' AS content_key, published_at AS compared_at
FROM (SELECT *, lag(article_id) OVER (ORDER BY published_at) AS other_id FROM background) WHERE other_id IS NOT NULL;
