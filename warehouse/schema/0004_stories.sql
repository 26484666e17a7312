-- Stories: pairs compared, articles grouped, who was made from whom, and what a person decided.

CREATE TABLE core.pair (
  a_id UUID NOT NULL, b_id UUID NOT NULL, decision VARCHAR NOT NULL, likeness DOUBLE NOT NULL,
  is_cross_language BOOLEAN NOT NULL, features MAP(VARCHAR, DOUBLE), rule_version VARCHAR NOT NULL,
  content_key VARCHAR NOT NULL, compared_at TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE core.pair IS 'Pairs of articles compared, with every feature the decision was made on.';
COMMENT ON COLUMN core.pair.a_id IS 'The article with the lower id.';
COMMENT ON COLUMN core.pair.b_id IS 'The article with the higher id.';
COMMENT ON COLUMN core.pair.decision IS 'same_story | review | linked | apart';
COMMENT ON COLUMN core.pair.likeness IS 'How alike, 0 to 1.';
COMMENT ON COLUMN core.pair.is_cross_language IS 'Whether they are in two languages.';
COMMENT ON COLUMN core.pair.features IS 'Measurements by name.';
COMMENT ON COLUMN core.pair.rule_version IS 'Version of the rule that decided.';
COMMENT ON COLUMN core.pair.content_key IS 'Hash of both contents: unchanged input and rule mean no work.';
COMMENT ON COLUMN core.pair.compared_at IS 'When, UTC.';

CREATE TABLE core.story (
  story_id UUID NOT NULL, title VARCHAR NOT NULL, original_id UUID, status VARCHAR NOT NULL, merged_into UUID,
  n_articles INTEGER NOT NULL, first_published_at TIMESTAMPTZ, last_published_at TIMESTAMPTZ,
  first_published_on DATE NOT NULL, last_published_on DATE NOT NULL, created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL, run_id UUID NOT NULL);
COMMENT ON TABLE core.story IS 'Stories: the articles that tell the same thing, in any language.';
COMMENT ON COLUMN core.story.story_id IS 'Named by content: the same on every machine.';
COMMENT ON COLUMN core.story.title IS 'Title of the original, else of the first article.';
COMMENT ON COLUMN core.story.original_id IS 'The article the others were made from, else the first.';
COMMENT ON COLUMN core.story.status IS 'open | merged | closed; merged and closed stories have no articles left';
COMMENT ON COLUMN core.story.merged_into IS 'The story most of its articles went to.';
COMMENT ON COLUMN core.story.n_articles IS 'Articles in it.';
COMMENT ON COLUMN core.story.first_published_at IS 'When its first article was published, UTC.';
COMMENT ON COLUMN core.story.last_published_at IS 'When its last article was published, UTC.';
COMMENT ON COLUMN core.story.first_published_on IS 'Day of its first article, UTC.';
COMMENT ON COLUMN core.story.last_published_on IS 'Day of its last article, UTC.';
COMMENT ON COLUMN core.story.created_at IS 'When the story was first told apart, UTC.';
COMMENT ON COLUMN core.story.updated_at IS 'When this row last changed, UTC.';
COMMENT ON COLUMN core.story.run_id IS 'The run that last changed this row.';

CREATE TABLE core.story_member (
  article_id UUID NOT NULL, story_id UUID NOT NULL, relation VARCHAR NOT NULL, parent_id UUID,
  confidence DOUBLE NOT NULL, reasons VARCHAR[],
  evidence STRUCT(kind VARCHAR, child_quote VARCHAR, parent_quote VARCHAR, note VARCHAR, likeness DOUBLE)[],
  rule_version VARCHAR NOT NULL, decided_by VARCHAR NOT NULL, updated_at TIMESTAMPTZ NOT NULL, run_id UUID NOT NULL);
COMMENT ON TABLE core.story_member IS 'Which article belongs to which story, as what, made from whom, and why we say so.';
COMMENT ON COLUMN core.story_member.article_id IS 'The article: it is in one story.';
COMMENT ON COLUMN core.story_member.story_id IS 'Its story.';
COMMENT ON COLUMN core.story_member.relation IS 'original | exact_copy | syndicated_copy | abridged_copy | rewritten_copy | translation | abridged_translation | adaptation | machine_retranslation | abridged_retranslation | update';
COMMENT ON COLUMN core.story_member.parent_id IS 'The article it was made from; NULL for an original.';
COMMENT ON COLUMN core.story_member.confidence IS 'How sure relation and parent are, 0 to 1.';
COMMENT ON COLUMN core.story_member.reasons IS 'Why, in sentences.';
COMMENT ON COLUMN core.story_member.evidence IS 'Passages that show why: kind, quote here, quote in the parent, note, likeness.';
COMMENT ON COLUMN core.story_member.rule_version IS 'Version of the rule that decided.';
COMMENT ON COLUMN core.story_member.decided_by IS 'rule | person; what a person decided is never overwritten';
COMMENT ON COLUMN core.story_member.updated_at IS 'When this row last changed, UTC.';
COMMENT ON COLUMN core.story_member.run_id IS 'The run that last changed this row.';

CREATE TABLE core.story_link (
  from_article_id UUID NOT NULL, to_article_id UUID NOT NULL, relation VARCHAR NOT NULL, likeness DOUBLE NOT NULL,
  evidence STRUCT(kind VARCHAR, child_quote VARCHAR, parent_quote VARCHAR, note VARCHAR, likeness DOUBLE)[],
  rule_version VARCHAR NOT NULL, updated_at TIMESTAMPTZ NOT NULL, run_id UUID NOT NULL);
COMMENT ON TABLE core.story_link IS 'Articles of different stories that belong beside each other.';
COMMENT ON COLUMN core.story_link.from_article_id IS 'The later article.';
COMMENT ON COLUMN core.story_link.to_article_id IS 'The earlier article.';
COMMENT ON COLUMN core.story_link.relation IS 'follow_up | partial_reuse';
COMMENT ON COLUMN core.story_link.likeness IS 'How alike, 0 to 1.';
COMMENT ON COLUMN core.story_link.evidence IS 'Passages that show why.';
COMMENT ON COLUMN core.story_link.rule_version IS 'Version of the rule that decided.';
COMMENT ON COLUMN core.story_link.updated_at IS 'When this row last changed, UTC.';
COMMENT ON COLUMN core.story_link.run_id IS 'The run that last changed this row.';

CREATE TABLE core.grouped (
  article_id UUID NOT NULL, content_key VARCHAR NOT NULL, rule_version VARCHAR NOT NULL,
  grouped_at TIMESTAMPTZ NOT NULL, run_id UUID NOT NULL);
COMMENT ON TABLE core.grouped IS 'What was grouped, from which input, by which rule: an article is new to the grouping when this says otherwise.';
COMMENT ON COLUMN core.grouped.article_id IS 'The article.';
COMMENT ON COLUMN core.grouped.content_key IS 'Its input: content hash, extractor version, version of its translation.';
COMMENT ON COLUMN core.grouped.rule_version IS 'Version of the grouping rule.';
COMMENT ON COLUMN core.grouped.grouped_at IS 'When this input was first grouped by this rule, UTC.';
COMMENT ON COLUMN core.grouped.run_id IS 'The run that did.';

CREATE TABLE core.override (
  article_id UUID NOT NULL, decision VARCHAR NOT NULL, decided_by VARCHAR NOT NULL, decided_at TIMESTAMPTZ NOT NULL,
  other_id UUID, relation VARCHAR, note VARCHAR NOT NULL);
COMMENT ON TABLE core.override IS 'What people decided about an article''s place; no rule ever undoes it.';
COMMENT ON COLUMN core.override.article_id IS 'The article.';
COMMENT ON COLUMN core.override.decision IS 'merge | split | confirm';
COMMENT ON COLUMN core.override.decided_by IS 'Who.';
COMMENT ON COLUMN core.override.decided_at IS 'When, UTC.';
COMMENT ON COLUMN core.override.other_id IS 'The article it was merged with, split from, or made from.';
COMMENT ON COLUMN core.override.relation IS 'What it is, where the person said so.';
COMMENT ON COLUMN core.override.note IS 'Why.';

INSERT INTO core.contract VALUES
  ('core.pair', ['a_id', 'b_id'], 'one row per pair compared'),
  ('core.story', ['story_id'], 'one row per story'),
  ('core.story_member', ['article_id'], 'an article is in one story'),
  ('core.story_link', ['from_article_id', 'to_article_id', 'relation'], 'one row per link between stories'),
  ('core.grouped', ['article_id'], 'one row per article grouped'),
  ('core.override', ['article_id', 'decision', 'other_id'], 'one row per decision of a person');
