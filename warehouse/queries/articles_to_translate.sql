-- Which articles of `wanting` have no translation of their newest content, or not all of it?
-- One that waits for a model comes again only when its language is ready; one of which there is the gist, when there is
-- better. An unknown language (und) waits for nothing. Where it is asked for, what was made another way than today comes
-- too, and a lead that was enough by other settings.
-- In: is_renewing. Out: what is to be translated, oldest first, without its text.
SELECT article_id, version, content_sha256, lang, title, published_on, status FROM wanting
WHERE NOT needs_none
  AND (status IS NULL
    OR (is_ready AND status IN ('pending_model', 'lead'))
    OR (is_ready AND status = 'gist' AND NOT is_gist)
    OR (is_ready AND $is_renewing AND (is_outdated OR status = 'lead_only')))
ORDER BY first_seen_at, article_id;
