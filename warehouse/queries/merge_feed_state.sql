-- Keep what a poll leaves behind for the next one.
-- A whole answer (200, parsed) sets the validators, also to NULL; a 304 or an equal body may only refresh them; a
-- failure leaves them. A poll older than the newest one changes nothing.
-- In: rows (polls of different feeds, with is_ok: the feed answered as it should, and is_whole: with a document).
MERGE INTO core.feed_state AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON t.feed_id = s.feed_id::UUID
WHEN MATCHED AND s.polled_at >= t.last_polled_at THEN UPDATE SET
  etag = CASE WHEN s.is_whole THEN s.etag WHEN s.is_ok THEN coalesce(s.etag, t.etag) ELSE t.etag END,
  last_modified = CASE WHEN s.is_whole THEN s.last_modified WHEN s.is_ok THEN coalesce(s.last_modified, t.last_modified)
                  ELSE t.last_modified END,
  body_sha256 = CASE WHEN s.is_whole THEN s.body_sha256 WHEN s.is_ok THEN coalesce(s.body_sha256, t.body_sha256)
                ELSE t.body_sha256 END,
  next_poll_at = s.next_poll_at,
  n_failures = CASE WHEN s.is_ok THEN 0 ELSE t.n_failures + 1 END,
  last_poll_id = s.poll_id::UUID,
  last_polled_at = s.polled_at,
  last_outcome = s.outcome,
  last_ok_at = CASE WHEN s.is_ok THEN s.polled_at ELSE t.last_ok_at END,
  moved_to = CASE WHEN s.is_ok THEN s.moved_to ELSE coalesce(s.moved_to, t.moved_to) END,
  last_error = s.error
WHEN NOT MATCHED THEN INSERT
  (feed_id, etag, last_modified, body_sha256, next_poll_at, n_failures, last_poll_id, last_polled_at, last_outcome,
   last_ok_at, moved_to, last_error)
VALUES
  (s.feed_id::UUID, CASE WHEN s.is_ok THEN s.etag END, CASE WHEN s.is_ok THEN s.last_modified END,
   CASE WHEN s.is_ok THEN s.body_sha256 END, s.next_poll_at, CASE WHEN s.is_ok THEN 0 ELSE 1 END, s.poll_id::UUID,
   s.polled_at, s.outcome, CASE WHEN s.is_ok THEN s.polled_at END, s.moved_to, s.error);
