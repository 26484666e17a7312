CREATE OR REPLACE VIEW stories AS
SELECT s.story_id, o.title, s.n_articles, s.n_publishers, s.n_owner_groups, s.n_independent_sources, s.languages,
  s.first_published_at, coalesce(s.last_published_at, s.first_published_at) AS last_published_at, s.first_published_on, s.last_published_on,
  o.publisher AS original_publisher, o.lang AS original_lang, o.url AS original_url, coalesce(s.updated_at, s.created_at) AS updated_at
FROM core.story AS s
JOIN core.article AS o ON o.article_id = s.original_id
WHERE s.status = 'open';
COMMENT ON VIEW stories IS 'Stories: their size, their languages, and how many independent sources tell them.';
COMMENT ON COLUMN stories.story_id IS 'The story.';
COMMENT ON COLUMN stories.title IS 'Title of the original.';
COMMENT ON COLUMN stories.n_articles IS 'Articles that tell it.';
COMMENT ON COLUMN stories.n_publishers IS 'Outlets that tell it.';
COMMENT ON COLUMN stories.n_owner_groups IS 'Owner groups that tell it.';
COMMENT ON COLUMN stories.n_independent_sources IS 'Owner groups that told it by themselves; copies, translations and adaptations add none.';
COMMENT ON COLUMN stories.languages IS 'Languages it is told in.';
COMMENT ON COLUMN stories.first_published_at IS 'When its first article was published, UTC.';
COMMENT ON COLUMN stories.last_published_at IS 'When its last article was published, UTC.';
COMMENT ON COLUMN stories.first_published_on IS 'Day of its first article.';
COMMENT ON COLUMN stories.last_published_on IS 'Day of its last article.';
COMMENT ON COLUMN stories.original_publisher IS 'Outlet of the original.';
COMMENT ON COLUMN stories.original_lang IS 'Language of the original.';
COMMENT ON COLUMN stories.original_url IS 'Address of the original.';
COMMENT ON COLUMN stories.updated_at IS 'When the story last changed here, UTC.';

CREATE OR REPLACE VIEW story_articles AS
SELECT m.story_id, m.article_id, m.relation, a.publisher, a.owner_group, a.lang, a.title, a.published_at, a.published_on,
  a.url, m.parent_id, p.publisher AS parent_publisher, p.lang AS parent_lang, p.url AS parent_url, m.confidence,
  m.reasons, m.evidence, m.decided_by, m.rule_version
FROM core.story_member AS m
JOIN core.article AS a ON a.article_id = m.article_id
LEFT JOIN core.article AS p ON p.article_id = m.parent_id;
COMMENT ON VIEW story_articles IS 'The articles of each story: what each is, who it was made from, and why we say so.';
COMMENT ON COLUMN story_articles.story_id IS 'The story.';
COMMENT ON COLUMN story_articles.article_id IS 'The article.';
COMMENT ON COLUMN story_articles.relation IS 'What the article is in its story.';
COMMENT ON COLUMN story_articles.publisher IS 'Outlet.';
COMMENT ON COLUMN story_articles.owner_group IS 'Owner of the outlet.';
COMMENT ON COLUMN story_articles.lang IS 'Language of the text, BCP 47.';
COMMENT ON COLUMN story_articles.title IS 'Title.';
COMMENT ON COLUMN story_articles.published_at IS 'When it was published, UTC.';
COMMENT ON COLUMN story_articles.published_on IS 'Day for time series.';
COMMENT ON COLUMN story_articles.url IS 'Canonical URL.';
COMMENT ON COLUMN story_articles.parent_id IS 'The article it was made from.';
COMMENT ON COLUMN story_articles.parent_publisher IS 'Outlet it was made from.';
COMMENT ON COLUMN story_articles.parent_lang IS 'Language it was made from.';
COMMENT ON COLUMN story_articles.parent_url IS 'Address it was made from.';
COMMENT ON COLUMN story_articles.confidence IS 'How sure relation and parent are, 0 to 1.';
COMMENT ON COLUMN story_articles.reasons IS 'Why, in sentences.';
COMMENT ON COLUMN story_articles.evidence IS 'Passages that show why; unnest(evidence) gives one a row.';
COMMENT ON COLUMN story_articles.decided_by IS 'rule | person';
COMMENT ON COLUMN story_articles.rule_version IS 'Version of the rule that decided.';

CREATE OR REPLACE VIEW lineage AS
SELECT m.article_id AS child_id, a.publisher AS child_publisher, a.lang AS child_lang, a.title AS child_title,
  a.url AS child_url, m.relation, m.parent_id, p.publisher AS parent_publisher, p.lang AS parent_lang,
  p.title AS parent_title, p.url AS parent_url, round(date_diff('minute', p.published_at, a.published_at) / 60.0, 1) AS lag_h,
  m.confidence, m.reasons, m.evidence, m.story_id, a.published_on
FROM core.story_member AS m
JOIN core.article AS a ON a.article_id = m.article_id
JOIN core.article AS p ON p.article_id = m.parent_id;
COMMENT ON VIEW lineage IS 'Who was made from whom: an edge a row, from the parent to the child.';
COMMENT ON COLUMN lineage.child_id IS 'The article that was made.';
COMMENT ON COLUMN lineage.child_publisher IS 'Its outlet.';
COMMENT ON COLUMN lineage.child_lang IS 'Its language.';
COMMENT ON COLUMN lineage.child_title IS 'Its title.';
COMMENT ON COLUMN lineage.child_url IS 'Its address.';
COMMENT ON COLUMN lineage.relation IS 'What the child is of the parent.';
COMMENT ON COLUMN lineage.parent_id IS 'The article it was made from.';
COMMENT ON COLUMN lineage.parent_publisher IS 'Outlet of the parent.';
COMMENT ON COLUMN lineage.parent_lang IS 'Language of the parent.';
COMMENT ON COLUMN lineage.parent_title IS 'Title of the parent.';
COMMENT ON COLUMN lineage.parent_url IS 'Address of the parent.';
COMMENT ON COLUMN lineage.lag_h IS 'Hours from parent to child.';
COMMENT ON COLUMN lineage.confidence IS 'How sure relation and parent are, 0 to 1.';
COMMENT ON COLUMN lineage.reasons IS 'Why, in sentences.';
COMMENT ON COLUMN lineage.evidence IS 'Passages that show why; unnest(evidence) gives one a row.';
COMMENT ON COLUMN lineage.story_id IS 'The story of both.';
COMMENT ON COLUMN lineage.published_on IS 'Day of the child.';
