-- What the benchmark's warehouse is filled with. Variables: first_article, stop_article, first_day, per_day.
-- The parts are cut at the marker lines; the first is run once, the others for every chunk of articles.
INSERT INTO core.feed (feed_id, url, name, publisher, owner_group, language, poll_interval_s, is_active, added_at, updated_at)
SELECT feed_id, site || 'feed.xml', 'outlet-' || f, publisher, owner_group, lang, 3600, true, TIMESTAMPTZ '2023-01-01', TIMESTAMPTZ '2023-01-01'
FROM outlet;
-- chunk
CREATE OR REPLACE TEMP MACRO id(kind, n) AS ('00000000000080008' || right(md5(kind || n::VARCHAR), 15))::UUID;
-- Ids of events start with their time, as UUIDv7 does.
CREATE OR REPLACE TEMP MACRO event_id(kind, n) AS (lpad(to_hex(1672531200000 + n::BIGINT * 86400), 12, '0') || right(md5(kind || n::VARCHAR), 20))::UUID;
-- As identity.py makes them.
CREATE OR REPLACE TEMP MACRO short_page_id(x) AS ('0000000000008'
  || lpad(to_hex((('0x' || left(replace(x::VARCHAR, '-', ''), 12))::BIGINT >> 30) & 4095), 3, '0')
  || to_hex(9223372036854775808::UBIGINT + (((('0x' || left(replace(x::VARCHAR, '-', ''), 12))::BIGINT & 1073741823) << 32)
    | ('0x' || right(x::VARCHAR, 8))::BIGINT)::UBIGINT))::UUID;
CREATE OR REPLACE TEMP MACRO page_id(n) AS short_page_id(event_id('page', n));
CREATE OR REPLACE TEMP MACRO sha(kind, n) AS left(sha256(kind || n::VARCHAR), 16);
CREATE OR REPLACE TEMP MACRO body_sha(kind, n) AS left(sha256(kind || n::VARCHAR), 32);
CREATE OR REPLACE TEMP TABLE outlet AS
SELECT f::INTEGER AS f, id('feed', f) AS feed_id, 'https://www.outlet' || f || '.example/' AS site, 'Outlet ' || f AS publisher,
  'Group ' || (f // 2) AS owner_group, ['en', 'en', 'fr', 'de'][1 + f % 4] AS lang
FROM range(240) AS r(f);
-- chunk
CREATE OR REPLACE TEMP TABLE made AS
WITH numbered AS (
  SELECT i::INTEGER AS i, (hash(i) % 240)::INTEGER AS f,
    (getvariable('first_day') + (i // getvariable('per_day'))::INTEGER) AS day,
    CASE WHEN i % 8 = 1 THEN i - 1 ELSE i END AS s
  FROM range(getvariable('first_article'), getvariable('stop_article')) AS r(i)
),
picked AS (
  SELECT i, f, day, s, k, ((hash(s) % 1000) * 400 + hash(s * 1000 + k) % 400)::INTEGER AS n
  FROM numbered, range(24) AS g(k)
),
told AS (
  SELECT i, any_value(f) AS f, any_value(day) AS day, any_value(s) AS s, list(sentence.words ORDER BY k) AS said
  FROM picked JOIN sentence USING (n) GROUP BY i
)
SELECT i, f, day, s, ('{}'::JSON)::VARCHAR AS nothing, day + to_minutes(i::BIGINT * 7919 % 1440) AS told_at,
  array_to_string(string_split(said[1], ' ')[1:10], ' ') AS title, said[2] AS lead,
  array_to_string(list_transform(range(1, 25, 2), lambda p: said[p] || ' ' || said[p + 1]), chr(10) || chr(10)) AS body
FROM told ORDER BY i;
-- chunk
INSERT INTO core.run (run_id, kind, trigger, orchestrator, params, started_at, started_on, ended_at, state, counts)
SELECT event_id('run', i // 50), 'monitor', 'schedule', 'inline', MAP {'feeds': ''}, told_at, day, told_at + INTERVAL 30 SECOND, 'completed', MAP {'entries': 50::BIGINT}
FROM made WHERE i % 50 = 0;
INSERT INTO core.feed_poll BY NAME
SELECT event_id('poll', i) AS poll_id, id('feed', f) AS feed_id, event_id('run', i // 50) AS run_id, told_at AS polled_at, day AS polled_on, 'ok' AS outcome,
  told_at + INTERVAL 1 HOUR AS next_poll_at, 200 AS http_status, 'https://www.outlet' || f || '.example/feed.xml' AS final_url, body_sha('etag', i) AS etag,
  body_sha('feed body', i) AS body_sha256, 20 AS n_entries, 4 AS n_new, 0 AS n_changed, 16 AS n_known, 80000 AS n_bytes, 120 AS elapsed_ms
FROM made WHERE i % 4 = 0;
INSERT INTO core.feed_entry BY NAME
SELECT feed_id, entry_key, (md5_number_lower('entry' || i) & 4294967295)::UINTEGER AS entry_hash, nullif(url, entry_key) AS url, hash_of_entry(feed_id, entry_key) AS key_hash, hash_of_url(url) AS url_hash, m.title, lead AS summary, ['Ann ' || i % 3001] AS authors,
  told_at AS published_at, CASE WHEN f % 4 < 2 THEN strftime(told_at, '%a, %d %b %Y %H:%M:%S +0000') END AS published_raw, i % 20 AS position, told_at + INTERVAL 20 MINUTE AS first_seen_at,
  day AS first_seen_on, 'article' AS state, page_id(i) AS page_id, id('article', i) AS article_id, 0 AS n_attempts,
  told_at + INTERVAL 21 MINUTE AS settled_at, event_id('run', i // 50) AS settled_run_id
FROM (
  SELECT *, CASE WHEN f % 2 = 0 THEN url ELSE site || '?p=' || i END AS entry_key
  FROM (SELECT made.*, feed_id, site, site || strftime(day, '%Y/%m/%d/') || replace(left(title, 60), ' ', '-') || '-' || i AS url FROM made JOIN outlet USING (f))
) AS m ORDER BY i;
INSERT INTO core.page BY NAME
SELECT page_id(i) AS page_id, event_id('run', i // 50) AS run_id, told_at + INTERVAL 20 MINUTE AS fetched_at, day AS fetched_on,
  200 AS http_status, 'text/html; charset=utf-8' AS content_type, 90000 + i % 7777 AS n_bytes, body_sha('body', i) AS body_sha256, 200 + i % 300 AS elapsed_ms
FROM made ORDER BY i;
INSERT INTO core.article BY NAME
SELECT id('article', i) AS article_id, url, 'www.outlet' || f || '.example' AS host, feed_id, hash_of_url(url) AS url_hash, page_id(i) AS page_id, publisher, owner_group,
  CASE WHEN i % 20 = 0 THEN 2 ELSE 1 END AS version, sha('content', i) AS content_sha256, title, ' - ' || publisher AS title_cut, CASE WHEN i % 20 = 0 THEN told_at + INTERVAL 3 HOUR END AS content_since, left(lead, 160) AS lead,
  lang, 0.99 AS lang_confidence, 'the words of the text' AS lang_reason, told_at AS published_at, day AS published_on, 'page' AS published_source, 'full' AS status,
  ['Ann ' || i % 3001] AS authors, 'section ' || i % 12 AS section, ['tag ' || i % 97, 'tag ' || i % 89] AS tags, site || 'img/' || i || '.jpg' AS image_url,
  650 AS n_words, 'trafilatura 2.0.0 + 1' AS extractor_version, told_at + INTERVAL 21 MINUTE AS first_seen_at, event_id('run', i // 50) AS run_id
FROM (SELECT made.*, feed_id, publisher, owner_group, lang, site, site || strftime(day, '%Y/%m/%d/') || replace(left(title, 60), ' ', '-') || '-' || i AS url FROM made JOIN outlet USING (f)) AS m ORDER BY i;
INSERT INTO core.past_version BY NAME
SELECT id('article', i) AS article_id, 1 AS version, sha('content', -i) AS content_sha256, page_id(i) AS page_id, told_at + INTERVAL 21 MINUTE AS observed_at, day AS observed_on,
  title, 'full' AS status, 650 AS n_words, 'trafilatura 2.0.0 + 1' AS extractor_version, event_id('run', i // 50) AS run_id
FROM made WHERE i % 20 = 0 ORDER BY i;
-- chunk
INSERT INTO core.link BY NAME
SELECT id('article', i) AS article_id, CASE WHEN i % 20 = 0 THEN 2 ELSE 1 END AS version, p::INTEGER AS position, 'https://www.outlet' || (i + p * 31) % 240 || '.example/' || i % 9973 AS url, 'as ' || left(title, 20) AS anchor, day AS published_on
FROM made, range(3) AS r(p) ORDER BY i, p;
INSERT INTO core.credit BY NAME
SELECT id('article', i) AS article_id, 1 AS version, 0 AS position, 'agency' AS kind, '(Agency ' || i % 11 || ')' AS quote, 10 AS span_start, 20 AS span_end, 'Agency ' || i % 11 AS organisation, 0.9 AS confidence, day AS published_on
FROM made WHERE i % 8 = 1;
INSERT INTO core.defect BY NAME
SELECT id('article', i) AS article_id, 1 AS version, 0 AS position, 'boilerplate' AS code, 'body' AS field, left(title, 40) AS found, 0 AS span_start, 40 AS span_end, '' AS repaired, '1' AS rule_version, day AS published_on
FROM made WHERE i % 4 = 2;
INSERT INTO core.pair BY NAME
SELECT least(id('article', i), id('article', s)) AS a_id, greatest(id('article', i), id('article', s)) AS b_id, 'same_story' AS decision, 0.9 + (i % 100) / 1000.0 AS likeness, false AS is_cross_language,
  MAP {'mean_shorter': random(), 'mean_longer': random(), 'coverage': random(), 'coverage_longer': random(), 'order': random(), 'anchor_containment': random(), 'anchor_jaccard': random(), 'length_ratio': random(), 'log_words': random(), 'cosine': random(), 'n_aligned': 12.0, 'jaccard': random(), 'containment': random()} AS features,
  'stories-1' AS rule_version, sha('pair', i) AS content_key, told_at + INTERVAL 22 MINUTE AS compared_at
FROM made WHERE i <> s;
INSERT INTO core.story BY NAME
SELECT id('story', s) AS story_id, id('article', s) AS original_id, 'open' AS status, count(*)::INTEGER AS n_articles,
  count(DISTINCT f)::INTEGER AS n_publishers, count(DISTINCT owner_group)::INTEGER AS n_owner_groups, 1 AS n_independent_sources, list_sort(list(DISTINCT lang)) AS languages, min(told_at) AS first_published_at, nullif(max(told_at), min(told_at)) AS last_published_at,
  min(day) AS first_published_on, max(day) AS last_published_on, min(told_at) + INTERVAL 22 MINUTE AS created_at, CASE WHEN count(*) > 1 THEN max(told_at) + INTERVAL 22 MINUTE END AS updated_at, event_id('run', min(i) // 50) AS run_id
FROM made JOIN outlet USING (f) GROUP BY s ORDER BY s;
INSERT INTO core.story_member BY NAME
SELECT id('article', i) AS article_id, id('story', s) AS story_id, CASE WHEN i = s THEN 'original' WHEN i % 16 = 1 THEN 'translation' ELSE 'syndicated_copy' END AS relation,
  CASE WHEN i <> s THEN id('article', s) END AS parent_id, 0.93 AS confidence, CASE WHEN i <> s THEN ['credits Outlet ' || f, 'published 3.2 hours after Outlet ' || f] ELSE ['the earliest telling, and it credits no other'] END AS reasons,
  CASE WHEN i <> s THEN [{'kind': 'aligned_sentences', 'child_quote': lead, 'parent_quote': lead, 'note': '', 'likeness': 0.8::DOUBLE}, {'kind': 'credit', 'child_quote': '(Agency)', 'parent_quote': '', 'note': 'names the agency', 'likeness': NULL}] ELSE [] END AS evidence,
  'stories-1' AS rule_version, 'rule' AS decided_by, told_at + INTERVAL 22 MINUTE AS updated_at, event_id('run', i // 50) AS run_id,
  md5_number_lower(concat_ws('|', sha('content', i), 'trafilatura 2.0.0 + 1', CASE WHEN outlet.lang <> 'en' THEN 'translate-fr_en 1.9' END)) AS grouped_key, 'stories-1' AS grouped_by
FROM made JOIN outlet USING (f) ORDER BY i;
-- chunk
INSERT INTO core.article_text BY NAME
SELECT id('article', i) AS article_id, v.version, day AS published_on, body,
  CASE WHEN i % 4 = 2 THEN [{'span_start': 0, 'span_end': 0, 'found': left(lead, 60)}] END AS repairs
FROM made JOIN (VALUES (1), (2)) AS v(version) ON v.version = 1 OR i % 20 = 0 ORDER BY i, v.version;
INSERT INTO core.translation BY NAME
SELECT id('article', i) AS article_id, sha('content', i) AS content_sha256, lang AS source_lang, 'en' AS target_lang, 'ok' AS status, 'argos' AS engine, 'translate-fr_en 1.9' AS engine_version, told_at + INTERVAL 22 MINUTE AS translated_at,
  day AS translated_on, title, '' AS body, -0.2 AS token_score, '' AS detail
FROM made JOIN outlet USING (f) WHERE lang <> 'en' ORDER BY i;
INSERT INTO core.watchlist BY NAME
SELECT 'bench' AS name, 'sha' AS definition_sha256, true AS is_listed, now() AS since
WHERE NOT EXISTS (SELECT 1 FROM core.watchlist WHERE name = 'bench');
INSERT INTO core.watch_hit BY NAME
SELECT 'bench' AS watchlist, id('article', i) AS article_id, id('story', s) AS story_id, 'word' AS term, 'en' AS term_lang, 'lead' AS field,
  'original' AS rendition, left(lead, 90) AS quote, told_at + INTERVAL 23 MINUTE AS matched_at, event_id('run', i // 50) AS run_id
FROM made WHERE i % 100 < 2 ORDER BY i;
-- chunk
CREATE OR REPLACE TEMP TABLE said AS
SELECT (getvariable('first_article') + row_number() OVER (ORDER BY i))::INTEGER - 1 AS doc, id('article', i) AS article_id,
  CASE WHEN i % 20 = 0 THEN 2 ELSE 1 END AS version, lang AS text_lang, day AS published_on, tokens(concat_ws(' ', title, title, title, body)) AS terms
FROM made JOIN outlet USING (f);
