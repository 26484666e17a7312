-- Which of these polls are stored?
-- In: ids, and the lowest and highest of them (ids follow the time: older row groups are not read). Out: poll_id.
SELECT poll_id::VARCHAR FROM core.feed_poll
WHERE poll_id BETWEEN $lowest::UUID AND $highest::UUID
  AND poll_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
