CREATE OR REPLACE VIEW daily_counts AS
SELECT a.published_on, a.lang, a.publisher, count(*) AS n_articles, count(DISTINCT m.story_id) AS n_stories,
  count(*) FILTER (m.parent_id IS NULL) AS n_of_their_own, sum(a.n_words)::BIGINT AS n_words
FROM core.article AS a
LEFT JOIN core.story_member AS m ON m.article_id = a.article_id
GROUP BY a.published_on, a.lang, a.publisher;
COMMENT ON VIEW daily_counts IS 'Articles and stories by day, language and outlet.';
COMMENT ON COLUMN daily_counts.published_on IS 'Day.';
COMMENT ON COLUMN daily_counts.lang IS 'Language, BCP 47.';
COMMENT ON COLUMN daily_counts.publisher IS 'Outlet.';
COMMENT ON COLUMN daily_counts.n_articles IS 'Articles.';
COMMENT ON COLUMN daily_counts.n_stories IS 'Stories they tell.';
COMMENT ON COLUMN daily_counts.n_of_their_own IS 'Articles made from no other.';
COMMENT ON COLUMN daily_counts.n_words IS 'Words.';

CREATE OR REPLACE VIEW article_versions AS
SELECT article_id, version, true AS is_newest, content_sha256, coalesce(content_since, first_seen_at) AS observed_at,
  (coalesce(content_since, first_seen_at) AT TIME ZONE 'UTC')::DATE AS observed_on, title, status, n_words, extractor_version, page_id, run_id
FROM core.article
UNION ALL
SELECT article_id, version, false, content_sha256, observed_at, observed_on, title, status, n_words, extractor_version, page_id, run_id
FROM core.past_version;
COMMENT ON VIEW article_versions IS 'Every content every article ever had: a version a row.';
COMMENT ON COLUMN article_versions.article_id IS 'The article.';
COMMENT ON COLUMN article_versions.version IS 'Number of the content, from 1.';
COMMENT ON COLUMN article_versions.is_newest IS 'Whether it is the content the article has now.';
COMMENT ON COLUMN article_versions.content_sha256 IS 'Hash of title and body.';
COMMENT ON COLUMN article_versions.observed_at IS 'When it was first read, UTC.';
COMMENT ON COLUMN article_versions.observed_on IS 'Day it was first read, UTC.';
COMMENT ON COLUMN article_versions.title IS 'Title of this version.';
COMMENT ON COLUMN article_versions.status IS 'full | live_blog | teaser | paywall';
COMMENT ON COLUMN article_versions.n_words IS 'Words of the body.';
COMMENT ON COLUMN article_versions.extractor_version IS 'Version of the rules that read it.';
COMMENT ON COLUMN article_versions.page_id IS 'Page it was read from.';
COMMENT ON COLUMN article_versions.run_id IS 'The run that read it; of the newest version, the last that changed its row.';

-- The version after a past one is another past one, or the one the article has now.
CREATE OR REPLACE VIEW edits AS
SELECT b.article_id, coalesce(v.observed_on, (a.content_since AT TIME ZONE 'UTC')::DATE) AS observed_on,
  coalesce(v.observed_at, a.content_since) AS observed_at, a.publisher, a.lang, b.version + 1 AS version,
  b.title AS title_before, coalesce(v.title, a.title) AS title_after, b.n_words AS n_words_before,
  coalesce(v.n_words, a.n_words) AS n_words_after, coalesce(v.title, a.title) IS DISTINCT FROM b.title AS is_title_changed,
  coalesce(CASE WHEN v.article_id IS NULL THEN a.modified_at ELSE v.modified_at END <= coalesce(b.modified_at, a.published_at),
    CASE WHEN v.article_id IS NULL THEN a.modified_at ELSE v.modified_at END IS NULL) AS is_silent,
  b.change, b.change_reason, b.differences, m.story_id, a.url
FROM core.past_version AS b
JOIN core.article AS a ON a.article_id = b.article_id
LEFT JOIN core.past_version AS v ON v.article_id = b.article_id AND v.version = b.version + 1
LEFT JOIN core.story_member AS m ON m.article_id = b.article_id;
COMMENT ON VIEW edits IS 'Articles that changed after they were published: a change a row.';
COMMENT ON COLUMN edits.article_id IS 'The article.';
COMMENT ON COLUMN edits.observed_on IS 'Day the change was seen, UTC.';
COMMENT ON COLUMN edits.observed_at IS 'When the change was seen, UTC.';
COMMENT ON COLUMN edits.publisher IS 'Outlet.';
COMMENT ON COLUMN edits.lang IS 'Language, BCP 47.';
COMMENT ON COLUMN edits.version IS 'Number of the content that was seen, from 2.';
COMMENT ON COLUMN edits.title_before IS 'Title before the change.';
COMMENT ON COLUMN edits.title_after IS 'Title after it.';
COMMENT ON COLUMN edits.n_words_before IS 'Words of the text before it.';
COMMENT ON COLUMN edits.n_words_after IS 'Words of the text after it.';
COMMENT ON COLUMN edits.change IS 'title_only | minor | major | correction (it admits one); NULL: changed before it was kept.';
COMMENT ON COLUMN edits.change_reason IS 'What says so.';
COMMENT ON COLUMN edits.differences IS 'What stood in the text before it where the text after it has the characters from span_start to span_end.';
COMMENT ON COLUMN edits.is_title_changed IS 'Whether the title changed.';
COMMENT ON COLUMN edits.is_silent IS 'Whether the page names no later time of change.';
COMMENT ON COLUMN edits.story_id IS 'Its story.';
COMMENT ON COLUMN edits.url IS 'Canonical URL.';

CREATE OR REPLACE VIEW quality AS
SELECT a.extractor_version, a.publisher, a.published_on, count(*) AS n_articles,
  count(*) FILTER (a.status = 'full') AS n_full, count(*) FILTER (len(a.authors) > 0) AS n_with_author,
  count(*) FILTER (a.published_source = 'page') AS n_dated_by_page, count(*) FILTER (a.lang = 'und') AS n_without_language,
  coalesce(sum(d.n_defects), 0)::BIGINT AS n_defects, coalesce(sum(d.n_repaired), 0)::BIGINT AS n_repaired,
  sum(a.n_words)::BIGINT AS n_words
FROM core.article AS a
LEFT JOIN (
  SELECT article_id, version, count(*) AS n_defects, count(repaired) AS n_repaired FROM core.defect GROUP BY article_id, version
) AS d ON d.article_id = a.article_id AND d.version = a.version
GROUP BY a.extractor_version, a.publisher, a.published_on;
COMMENT ON VIEW quality IS 'How complete the records are, by version of the extractor, outlet and day.';
COMMENT ON COLUMN quality.extractor_version IS 'What read the pages.';
COMMENT ON COLUMN quality.publisher IS 'Outlet.';
COMMENT ON COLUMN quality.published_on IS 'Day.';
COMMENT ON COLUMN quality.n_articles IS 'Articles.';
COMMENT ON COLUMN quality.n_full IS 'Articles with their full text.';
COMMENT ON COLUMN quality.n_with_author IS 'Articles with an author.';
COMMENT ON COLUMN quality.n_dated_by_page IS 'Articles whose page gives the date.';
COMMENT ON COLUMN quality.n_without_language IS 'Articles whose text does not say its language.';
COMMENT ON COLUMN quality.n_defects IS 'Defects found in their texts.';
COMMENT ON COLUMN quality.n_repaired IS 'Defects that were repaired.';
COMMENT ON COLUMN quality.n_words IS 'Words.';

CREATE OR REPLACE VIEW decisions AS
SELECT o.decided_at, o.decided_by, o.decision, o.relation, o.note, o.article_id, a.publisher, a.title, a.url, o.other_id,
  b.url AS other_url, b.title AS other_title, o.lang, NULL::VARCHAR AS verdict
FROM core.override AS o
LEFT JOIN core.article AS a ON a.article_id = o.article_id
LEFT JOIN core.article AS b ON b.article_id = o.other_id
UNION ALL
SELECT t.decided_at, t.decided_by, 'translation', NULL, t.note, t.article_id, a.publisher, a.title, a.url, NULL, NULL, NULL,
  t.target_lang, t.verdict
FROM core.translation_decision AS t
LEFT JOIN core.article AS a ON a.article_id = t.article_id;
COMMENT ON VIEW decisions IS 'What people decided about stories, languages and translations; no rule ever undoes it.';
COMMENT ON COLUMN decisions.decided_at IS 'When, UTC.';
COMMENT ON COLUMN decisions.decided_by IS 'Who.';
COMMENT ON COLUMN decisions.decision IS 'merge | split | confirm | language | translation';
COMMENT ON COLUMN decisions.relation IS 'What the article is, where the person said it.';
COMMENT ON COLUMN decisions.note IS 'Why.';
COMMENT ON COLUMN decisions.article_id IS 'The article.';
COMMENT ON COLUMN decisions.publisher IS 'Outlet of the article.';
COMMENT ON COLUMN decisions.title IS 'Title of the article.';
COMMENT ON COLUMN decisions.url IS 'Address of the article.';
COMMENT ON COLUMN decisions.other_id IS 'The article it was decided about.';
COMMENT ON COLUMN decisions.other_url IS 'Its address.';
COMMENT ON COLUMN decisions.other_title IS 'Its title.';
COMMENT ON COLUMN decisions.lang IS 'Language of the article, or of its translation, where the decision is about that, BCP 47.';
COMMENT ON COLUMN decisions.verdict IS 'right | wrong, where the decision is about a translation.';

-- The members are found first and their articles by rowid: joined as story_articles joins, every article would be read.
CREATE OR REPLACE MACRO story_of(article) AS TABLE
WITH member AS MATERIALIZED (
  SELECT story_id, article_id, parent_id, relation, confidence, reasons FROM core.story_member
  WHERE story_id IN (
    SELECT story_id FROM core.story_member
    WHERE article_id IN (SELECT article_id FROM core.article WHERE url IN (article, rtrim(article, '/'), article || '/') OR article_id = TRY_CAST(article AS UUID))
  )
),
told AS MATERIALIZED (
  SELECT article_id, publisher, lang, title, published_at, url FROM core.article
  WHERE rowid IN (
    SELECT rowid FROM core.article
    WHERE article_id IN (SELECT article_id FROM member UNION ALL SELECT parent_id FROM member WHERE parent_id IS NOT NULL)
  )
)
SELECT m.story_id, m.relation, a.publisher, a.lang, a.title, a.published_at, p.publisher AS parent_publisher, m.confidence,
  m.reasons, a.url
FROM member AS m
JOIN told AS a ON a.article_id = m.article_id
LEFT JOIN told AS p ON p.article_id = m.parent_id
ORDER BY a.published_at NULLS LAST, a.url;
COMMENT ON MACRO TABLE story_of IS 'The story of an article, by its id or address: FROM story_of(''https://…'').';

CREATE OR REPLACE MACRO trend(word, days := 30) AS TABLE
WITH last AS (SELECT max(published_on) AS on_day FROM core.article)
SELECT a.published_on, count(*) AS n_articles, count(DISTINCT m.story_id) AS n_stories, count(DISTINCT a.publisher) AS n_publishers
FROM core.article AS a
LEFT JOIN core.story_member AS m ON m.article_id = a.article_id
WHERE a.published_on > (SELECT on_day FROM last) - days::INTEGER
  AND len(tokens(word)) > 0 AND list_has_all(tokens(a.title || ' ' || a.lead), tokens(word))
GROUP BY a.published_on
ORDER BY a.published_on;
COMMENT ON MACRO TABLE trend IS 'Articles and stories a day with a word in title or lead, over the last days there are: FROM trend(''octobre'', days := 30).';

CREATE OR REPLACE MACRO who_first(story) AS TABLE
SELECT row_number() OVER (ORDER BY s.published_at NULLS LAST, s.url) AS place, s.publisher, s.lang, s.relation, s.published_at,
  round(date_diff('minute', min(s.published_at) OVER (), s.published_at) / 60.0, 1) AS hours_behind, s.title, s.url
FROM story_articles AS s
WHERE s.story_id = TRY_CAST(story AS UUID)
ORDER BY place;
COMMENT ON MACRO TABLE who_first IS 'Who told a story first, and how far behind the others were: FROM who_first(''story id'').';

CREATE OR REPLACE MACRO as_of(instant) AS TABLE
SELECT v.article_id, v.version, a.publisher, a.lang, v.title, v.status, v.n_words, x.body, v.observed_at, a.published_on, a.url
FROM article_versions AS v
JOIN core.article AS a ON a.article_id = v.article_id
JOIN core.article_text AS x ON x.article_id = v.article_id AND x.version = v.version
WHERE v.observed_at <= instant::TIMESTAMPTZ
QUALIFY row_number() OVER (PARTITION BY v.article_id ORDER BY v.version DESC) = 1;
COMMENT ON MACRO TABLE as_of IS 'The articles as they stood at an instant, each in the version seen last before it: FROM as_of(''2026-11-16 10:00:00+00'').';
