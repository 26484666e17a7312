-- Poll no longer what is no longer configured; its history stays.
-- In: ids (of all feeds that are configured), now.
UPDATE core.feed SET is_active = false, updated_at = $now
WHERE is_active AND feed_id NOT IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
