-- The text before repair now stands in repairs.

ALTER TABLE core.article_text DROP COLUMN body_as_found;
